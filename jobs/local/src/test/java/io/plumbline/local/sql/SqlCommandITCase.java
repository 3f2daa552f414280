package io.plumbline.local.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandITCase {
  @TempDir Path folder;

  @Test
  void jsonKeepsTypesAndDigits() {
    Sql sql =
        Sql.run(
            "--format",
            "json",
            "-e",
            """
            SELECT 1 AS i, CAST(9007199254740993 AS BIGINT) AS l, 0.1e0 + 0.2e0 AS d,
              CAST(1.50 AS DECIMAL(10, 2)) AS m, CAST('NaN' AS DOUBLE) AS nan,
              CAST('-Infinity' AS DOUBLE) AS inf, TRUE AS b, CAST(NULL AS INT) AS n, 'a"b' AS s,
              ARRAY[1.5e0, CAST(NULL AS DOUBLE)] AS a, MAP['y', 2, 'x', 1] AS o,
              CAST(ROW(1, 'z') AS ROW<k INT, v STRING>) AS r,
              ARRAY[CAST(ROW(1, 'z') AS ROW<k INT, v STRING>)] AS ra,
              TO_TIMESTAMP_LTZ(0, 3) AS t, DATE '2024-01-31' AS dt""");
    assertThat(sql.exit()).as(sql.err()).isZero();
    assertThat(sql.out())
        .isEqualTo(
            "{\"i\":1,\"l\":9007199254740993,\"d\":0.30000000000000004,\"m\":1.50,\"nan\":\"NaN\","
                + "\"inf\":\"-Infinity\",\"b\":true,\"n\":null,\"s\":\"a\\\"b\",\"a\":[1.5,null],"
                + "\"o\":{\"x\":1,\"y\":2},\"r\":{\"k\":1,\"v\":\"z\"},\"ra\":[{\"k\":1,\"v\":\"z\"}],"
                + "\"t\":\"1970-01-01T00:00:00Z\",\"dt\":\"2024-01-31\"}\n");
  }

  @Test
  void onlyTheLastQueryIsAnsweredAndTheRestIsNoted() {
    Sql sql =
        Sql.run(
            "--format",
            "csv",
            "-e",
            """
            SET 'table.local-time-zone' = 'UTC';
            SELECT 'first; not the answer' AS a;
            -- a comment; with a semicolon
            SHOW CATALOGS;
            CREATE TEMPORARY VIEW v AS SELECT 'x, "y"' AS q, CAST(NULL AS STRING) AS n, '' AS e;
            (SELECT * FROM v);
            SHOW VIEWS;
            """);
    assertThat(sql.exit()).as(sql.err()).isZero();
    assertThat(sql.out()).isEqualTo("q,n,e\n\"x, \"\"y\"\"\",,\"\"\n");
    assertThat(sql.err()).contains("first; not the answer", "default_catalog");
  }

  @Test
  void filesCanBeQueriedAndWritten() throws IOException {
    Files.writeString(folder.resolve("in.json"), "{\"k\":\"a\",\"v\":1}\n{\"k\":\"b\",\"v\":2}\n");
    Files.writeString(folder.resolve("in.csv"), "a,10\nb,20\n");
    Path script = folder.resolve("script.sql");
    Files.writeString(
        script,
        """
        CREATE TEMPORARY TABLE j (k STRING, v INT)
          WITH ('connector' = 'filesystem', 'format' = 'json', 'path' = '%1$s/in.json');
        CREATE TEMPORARY TABLE c (k STRING, w INT)
          WITH ('connector' = 'filesystem', 'format' = 'csv', 'path' = '%1$s/in.csv');
        CREATE TEMPORARY TABLE o (k STRING, s INT)
          WITH ('connector' = 'filesystem', 'format' = 'csv', 'path' = '%1$s/out');
        INSERT INTO o SELECT j.k, v + w FROM j JOIN c ON j.k = c.k;
        SELECT * FROM o ORDER BY k
        """
            .formatted(folder));
    Sql sql = Sql.run("-f", script.toString(), "--format", "csv");
    assertThat(sql.exit()).as(sql.err()).isZero();
    assertThat(sql.out()).isEqualTo("k,s\na,11\nb,22\n");
  }

  @Test
  void noRowAndNoLongValueIsLost() throws IOException {
    Path numbers = folder.resolve("numbers.csv");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines.append(i).append('\n');
    }
    Files.writeString(numbers, lines);
    String table =
        "CREATE TEMPORARY TABLE n (i INT) WITH ('connector' = 'filesystem', 'format' = 'csv',"
            + " 'path' = '"
            + numbers
            + "');";
    Sql all = Sql.run("-e", table + "SELECT * FROM n", "--format", "table");
    assertThat(all.exit()).as(all.err()).isZero();
    assertThat(all.out().lines()).hasSize(20_002);

    Sql longValue = Sql.run("-e", "SELECT REPEAT('x', 5000000) AS x", "--format", "csv");
    assertThat(longValue.exit()).as(longValue.err()).isZero();
    assertThat(longValue.out()).hasSize(5_000_003);
  }

  @Test
  void theWarehouseIsReadAndWritten() throws IOException {
    Fixture.write(folder);
    Sql sql =
        Sql.run(
            "--warehouse",
            folder.toString(),
            "--format",
            "table",
            "-e",
            """
            CREATE TABLE copies AS SELECT experiment_key, units FROM srm_checks WHERE epoch IS NULL;
            SELECT experiment_key, MAX(units) AS units FROM plumbline.experiments.copies
            GROUP BY experiment_key ORDER BY experiment_key
            """);
    assertThat(sql.exit()).as(sql.err()).isZero();
    assertThat(sql.out())
        .isEqualTo(
            """
            experiment_key  units
            --------------  -----
            gate                8
            lossy            9000
            """);
  }

  @Test
  void aFailureIsOneClearMessage() {
    Sql sql = Sql.run("-e", "SELECT 1;\nSELECT * FROM nowhere;SELECT 2");
    assertThat(sql.exit()).isEqualTo(1);
    assertThat(sql.out()).isEmpty();
    assertThat(sql.err())
        .contains("sql: From line 1, column 15 to line 1, column 21: Object 'nowhere' not found")
        .contains("in statement 2: SELECT * FROM nowhere")
        .doesNotContain("\tat ", "Exception");

    Sql syntax = Sql.run("-e", "SELECT FROM x");
    assertThat(syntax.exit()).isEqualTo(1);
    assertThat(syntax.err())
        .startsWith(
            "sql: SQL parse failed. Incorrect syntax near the keyword 'FROM' at line 1, column 8.");
    assertThat(syntax.err().lines()).hasSize(2);

    Sql running = Sql.run("-e", "SELECT CAST(x AS INT) FROM (VALUES ('1'), ('one')) AS t(x)");
    assertThat(running.exit()).isEqualTo(1);
    assertThat(running.err()).contains("'one'").doesNotContain("\tat ");
  }

  @Test
  void wrongUsageIsStatusTwo() {
    assertThat(Sql.run().exit()).isEqualTo(2);
    assertThat(Sql.run("-e", "  -- nothing\n ;").exit()).isEqualTo(2);
    assertThat(Sql.run("-e", "SELECT 'open").err()).contains("this is never closed: 'open");
    assertThat(Sql.run("-e", "SELECT 1", "--format", "xml").exit()).isEqualTo(2);
    Sql missing = Sql.run("-e", "SELECT 1", "--warehouse", folder.resolve("none").toString());
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err()).contains("there is no warehouse in " + folder.resolve("none"));
    assertThat(Sql.run("-f", folder.resolve("none.sql").toString()).exit()).isEqualTo(2);
  }
}
