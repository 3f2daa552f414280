package io.plumbline.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

/** The page about the functions and the DDL that registers them say what the catalogue does. */
class FunctionsDocTest {

  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+)\\(.*\\| `([^`]+)` \\| `([^`]+)` \\|");
  private static final Pattern DDL =
      Pattern.compile("CREATE TEMPORARY FUNCTION (\\w+)\\s+AS '([\\w.]+)' LANGUAGE JAVA;");

  /** An example of the page. */
  record Example(String function, String expression, String result) {}

  @Test
  void theDdlIsTheCatalogue() throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher matcher = DDL.matcher(Files.readString(project("sql/ddl/functions.sql")));
    while (matcher.find()) {
      found.put(matcher.group(1), matcher.group(2));
    }
    Map<String, String> expected = new LinkedHashMap<>();
    Functions.all().forEach((name, function) -> expected.put(name, function.getName()));
    assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void everyExampleOfThePageGivesItsResult() throws IOException {
    List<Example> examples = examples();
    assertThat(examples.stream().map(Example::function))
        .containsExactlyInAnyOrderElementsOf(Functions.all().keySet());
    Map<String, String> found = evaluate(examples);
    for (Example example : examples) {
      assertThat(example.expression()).contains(example.function() + "(");
      assertThat(found.get(example.function()))
          .as(example.expression())
          .isEqualTo(example.result());
    }
  }

  static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String line : Files.readAllLines(project("jobs/docs/functions.md"))) {
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches()) {
        examples.add(new Example(matcher.group(1), matcher.group(2), matcher.group(3)));
      }
    }
    return examples;
  }

  /** One query for the examples with literals, and one for each FROM clause. */
  static Map<String, String> evaluate(List<Example> examples) {
    TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    env.getConfig().set("parallelism.default", "1");
    Functions.all().forEach(env::createTemporarySystemFunction);
    Map<String, List<Example>> byFrom = new LinkedHashMap<>();
    for (Example example : examples) {
      int from = example.expression().indexOf(" FROM ");
      String clause = from < 0 ? "" : example.expression().substring(from);
      byFrom.computeIfAbsent(clause, ignored -> new ArrayList<>()).add(example);
    }
    Map<String, String> found = new LinkedHashMap<>();
    byFrom.forEach(
        (from, those) -> {
          StringJoiner columns = new StringJoiner(", ");
          for (Example example : those) {
            columns.add(
                example.expression().replace(from, "") + " AS `of_" + example.function() + "`");
          }
          List<Row> rows = new ArrayList<>();
          env.executeSql("SELECT " + columns + from).collect().forEachRemaining(rows::add);
          assertThat(rows).hasSize(1);
          for (int i = 0; i < those.size(); i++) {
            found.put(those.get(i).function(), shown(rows.get(0).getField(i)));
          }
        });
    return found;
  }

  private static String shown(Object value) {
    if (value instanceof Double number) {
      return number == Math.rint(number) && Math.abs(number) < 1e9
          ? Long.toString(number.longValue())
          : Double.toString(Double.parseDouble(String.format(Locale.ROOT, "%.5e", number)));
    }
    if (value instanceof Row row) {
      StringJoiner fields = new StringJoiner(", ", "(", ")");
      for (int i = 0; i < row.getArity(); i++) {
        fields.add(shown(row.getField(i)));
      }
      return fields.toString();
    }
    if (value instanceof Object[] array) {
      StringJoiner elements = new StringJoiner(", ", "[", "]");
      Arrays.stream(array).map(FunctionsDocTest::shown).forEach(elements::add);
      return elements.toString();
    }
    if (value instanceof byte[] bytes) {
      return "x'" + HexFormat.of().formatHex(bytes) + "'";
    }
    return value == null ? "NULL" : value.toString();
  }

  private static Path project(String file) {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isReadable(at.resolve(file))) {
      at = at.getParent();
      assertThat(at).as("%s above the working directory", file).isNotNull();
    }
    return at.resolve(file);
  }
}
