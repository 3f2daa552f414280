package io.plumbline.functions;

import static io.plumbline.functions.SharedData.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The aggregates: exact, whatever the order, the phases, and what is taken back. */
class AggregatesInSqlTest {

  private static final String AGGREGATES =
      """
      moments(x), cross_moments(x, y), quantile_sketch(x), sketch_count(quantile_sketch(x)),
      sketch_quantile(quantile_sketch(x), 0.5)
      """;

  @TempDir static Path directory;

  /** Two tasks and two phases, so that accumulators merge; sketches also by their own aggregate. */
  @Test
  void exactSumsMatchTheReferenceToTheLastBit() throws Exception {
    JsonNode vectors = json("vectors/exact_sums.json").get("cases");
    List<String> lines = new ArrayList<>();
    Map<String, JsonNode> expected = new HashMap<>();
    for (JsonNode vector : vectors) {
      expected.put(vector.get("name").asText(), vector);
      for (int i = 0; i < vector.get("x").size(); i++) {
        lines.add(line(vector, i));
      }
    }
    for (int file = 0; file < 4; file++) {
      Files.write(directory.resolve(file + ".json"), every(lines, file));
    }
    TableEnvironment env = environment(EnvironmentSettings.inBatchMode());
    env.executeSql(
        """
        CREATE TEMPORARY TABLE samples (name STRING, part INT, x DOUBLE, y DOUBLE)
        WITH ('connector' = 'filesystem', 'format' = 'json', 'path' = '%s')
        """
            .formatted(directory.toUri()));
    List<Row> rows =
        rows(
            env,
            """
            SELECT name, m, c, s, s = merge_of_parts, sketch_count(s)
            FROM (
              SELECT name, moments(x) AS m, cross_moments(x, y) AS c, quantile_sketch(x) AS s
              FROM samples GROUP BY name
            ) AS whole
            JOIN (
              SELECT name AS of_name, merge_sketches(sketch) AS merge_of_parts
              FROM (
                SELECT name, part, quantile_sketch(x) AS sketch FROM samples GROUP BY name, part
              ) AS parts
              GROUP BY name
            ) AS merged ON name = of_name
            """);
    assertThat(rows).hasSize(vectors.size());
    for (Row row : rows) {
      JsonNode vector = expected.get(row.<String>getFieldAs(0));
      Row moments = row.getFieldAs(1);
      long n = vector.get("x").size();
      assertThat(moments.getField("n")).isEqualTo(n);
      assertThat(moments.getField("sum_y")).isEqualTo(vector.get("sum").asDouble());
      assertThat(moments.getField("sum_y2")).isEqualTo(vector.get("sum_squares").asDouble());
      assertThat(moments.getField("mean_y")).isEqualTo(vector.get("mean").asDouble());
      if (vector.get("variance").isNull()) {
        assertThat(moments.getField("variance_y")).isNull();
      } else {
        assertThat(moments.getField("variance_y")).isEqualTo(vector.get("variance").asDouble());
      }
      Row cross = row.getFieldAs(2);
      if (vector.has("sum_xy")) {
        assertThat(cross.getField("sum_xy")).isEqualTo(vector.get("sum_xy").asDouble());
        assertThat(cross.getField("m2_y")).isEqualTo(moments.getField("m2_y"));
      } else {
        assertThat(cross.getField("n")).as("pairs with a null").isEqualTo(0L);
      }
      assertThat(row.getField(4)).isEqualTo(true);
      assertThat(row.getField(5)).isEqualTo(n);
    }
  }

  /** A stream in which every value was another before: what was counted is taken back. */
  @Test
  void retractionLeavesWhatABatchWouldGive() {
    TableEnvironment env = environment(EnvironmentSettings.inStreamingMode());
    List<Row> changes =
        rows(
            env,
            """
            SELECT k, %s FROM (
              SELECT k, MAX(v) AS x, MIN(v) AS y FROM (VALUES
                ('a', 1, 0.1), ('a', 2, 7.25), ('a', 1, 3.5), ('a', 2, 9.5), ('a', 3, -4.0),
                ('a', 1, 0.3), ('b', 1, 2.0), ('a', 4, 0.0)
              ) AS t(k, unit, v)
              GROUP BY k, unit
            ) AS latest
            GROUP BY k
            """
                .formatted(AGGREGATES));
    Map<String, Row> last = new HashMap<>();
    for (Row change : changes) {
      if (change.getKind() == RowKind.INSERT || change.getKind() == RowKind.UPDATE_AFTER) {
        last.put(change.getFieldAs(0), change);
      }
    }
    Row a = last.get("a");
    Row moments = a.getFieldAs(1);
    assertThat(moments.getField("n")).isEqualTo(4L);
    assertThat(moments.getField("nonzero")).isEqualTo(3L);
    assertThat(moments.getField("sum_y")).isEqualTo(3.5 + 9.5 - 4);
    assertThat(moments.getField("sum_y2")).isEqualTo(3.5 * 3.5 + 9.5 * 9.5 + 16);
    Row cross = a.getFieldAs(2);
    assertThat(cross.getField("sum_xy")).isEqualTo(0.1 * 3.5 + 7.25 * 9.5 + 16);
    io.plumbline.core.sketch.QuantileSketch sketch = new io.plumbline.core.sketch.QuantileSketch();
    for (double x : new double[] {3.5, 9.5, -4, 0}) {
      sketch.add(x);
    }
    assertThat((byte[]) a.getFieldAs(3)).isEqualTo(sketch.toBytes());
    assertThat(a.getField(4)).isEqualTo(4L);
    assertThat(a.getField(5)).isEqualTo(0.0);
    assertThat(last.get("b").getField(4)).isEqualTo(1L);
  }

  private static TableEnvironment environment(EnvironmentSettings settings) {
    TableEnvironment env = TableEnvironment.create(settings);
    env.getConfig().set("parallelism.default", "2");
    env.getConfig().set("table.optimizer.agg-phase-strategy", "TWO_PHASE");
    env.getConfig().set("table.exec.mini-batch.enabled", "true");
    env.getConfig().set("table.exec.mini-batch.allow-latency", "1 s");
    env.getConfig().set("table.exec.mini-batch.size", "3");
    Functions.all().forEach(env::createTemporarySystemFunction);
    return env;
  }

  private static String line(JsonNode vector, int i) {
    String y = vector.has("y") ? vector.get("y").get(i).toString() : "null";
    return "{\"name\": %s, \"part\": %d, \"x\": %s, \"y\": %s}"
        .formatted(vector.get("name"), i % 3, vector.get("x").get(i), y);
  }

  private static List<String> every(List<String> lines, int file) {
    List<String> some = new ArrayList<>();
    for (int i = lines.size() - 1 - file; i >= 0; i -= 4) {
      some.add(lines.get(i));
    }
    return some;
  }

  private static List<Row> rows(TableEnvironment env, String query) {
    List<Row> rows = new ArrayList<>();
    env.executeSql(query).collect().forEachRemaining(rows::add);
    return rows;
  }
}
