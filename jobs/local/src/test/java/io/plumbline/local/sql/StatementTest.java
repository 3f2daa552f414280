package io.plumbline.local.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StatementTest {
  @Test
  void semicolonsInQuotesAndCommentsDoNotSplit() {
    assertThat(
            Statement.split("SELECT ';', `a;b`, 'it''s;' -- x;y\n; /* p;q */ SELECT 2;;\n-- end\n"))
        .extracting(Statement::text)
        .containsExactly("SELECT ';', `a;b`, 'it''s;' -- x;y", "/* p;q */ SELECT 2");
  }

  @Test
  void kindsAreToldByTheFirstWord() {
    assertThat(kind("-- c\n (SELECT 1) UNION (SELECT 2)")).isEqualTo(Statement.Kind.QUERY);
    assertThat(kind("with a as (select 1) select * from a")).isEqualTo(Statement.Kind.QUERY);
    assertThat(kind("VALUES (1)")).isEqualTo(Statement.Kind.QUERY);
    assertThat(kind("SET 'a' = 'b'")).isEqualTo(Statement.Kind.SET);
    assertThat(kind("EXPLAIN SELECT 1")).isEqualTo(Statement.Kind.OTHER);
    assertThat(kind("CREATE TEMPORARY VIEW v AS SELECT 1")).isEqualTo(Statement.Kind.OTHER);
  }

  @Test
  void whatIsNeverClosedIsShown() {
    assertThatThrownBy(() -> Statement.split("SELECT 1; SELECT 'abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this is never closed: 'abc");
    assertThatThrownBy(() -> Statement.split("/* abc")).hasMessage("this is never closed: /* abc");
  }

  @Test
  void namesAreFoundAsWholeWords() {
    Statement statement = new Statement(1, "SELECT * FROM latest_srm_checks");
    assertThat(statement.mentions("latest_srm_checks")).isTrue();
    assertThat(statement.mentions("srm_checks")).isFalse();
  }

  private static Statement.Kind kind(String sql) {
    return Statement.split(sql).get(0).kind();
  }
}
