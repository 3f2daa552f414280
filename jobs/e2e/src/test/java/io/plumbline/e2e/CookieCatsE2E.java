package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.e2e.oracle.Oracle;
import io.plumbline.e2e.oracle.SharedData;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real test of 90,189 units, against reference figures that others computed. */
class CookieCatsE2E {
  private static final Duration TICK = Duration.ofHours(24);

  @TempDir Path warehouse;

  @Test
  void agreesWithTheReferenceFiguresAndWithTheOracle() throws Exception {
    Path data = SharedData.find("cookie_cats");
    assumeTrue(data != null, "shared/data/cookie_cats is not here");
    Path configuration = data.resolve("experiments.yaml");
    Path exposures = data.resolve("exposures.csv.gz");
    Path events = data.resolve("events.csv.gz");
    Map<String, List<Map<String, Object>>> tables =
        BoundedRun.of(configuration, exposures, events, warehouse).tick(TICK).run().tables();

    JsonNode expected = new ObjectMapper().readTree(data.resolve("expected.json").toFile());
    JsonNode finalMetrics = expected.get("final_variant_metrics");
    for (Map.Entry<String, JsonNode> metric : finalMetrics.properties()) {
      for (Map.Entry<String, JsonNode> variant : metric.getValue().properties()) {
        checkSums(
            last(
                tables.get("variant_metrics"),
                "metric_key",
                metric.getKey(),
                "variant_key",
                variant.getKey(),
                "is_mature",
                true),
            variant.getValue());
      }
    }
    JsonNode srm = expected.get("srm");
    for (Integer epoch : new Integer[] {null, 0}) {
      Map<String, Object> check =
          last(tables.get("srm_checks"), "epoch", epoch, "dimension", "all");
      assertClose(check.get("log_e_value"), srm.get("log_e_mixture"));
      assertClose(check.get("chi_squared"), srm.get("chi_squared"));
      assertClose(check.get("chi_squared_p"), srm.get("chi_squared_p"));
    }
    for (Map.Entry<String, JsonNode> metric : expected.get("fixed_horizon").properties()) {
      checkEffects(
          last(tables.get("metric_results"), "metric_key", metric.getKey(), "is_mature", true),
          metric.getValue());
    }
    OracleAgreement.check(
        Oracle.compute(Oracle.Input.of(configuration, exposures, events, TICK)), tables);
  }

  /** The current truth: of the rows with these values the one with the greatest as_of. */
  private static Map<String, Object> last(List<Map<String, Object>> rows, Object... columns) {
    return rows.stream()
        .filter(
            row -> {
              for (int i = 0; i < columns.length; i += 2) {
                if (!Objects.equals(row.get(columns[i]), columns[i + 1])) {
                  return false;
                }
              }
              return true;
            })
        .max(Comparator.comparing(row -> (Instant) row.get("as_of")))
        .orElseThrow(() -> new AssertionError("no row with " + List.of(columns)));
  }

  private static void checkSums(Map<String, Object> row, JsonNode sums) {
    assertThat(row)
        .containsEntry("units", sums.get("units").asLong())
        .containsEntry("sum_y2", sums.get("sum_y2").asDouble());
    assertThat((BigDecimal) row.get("sum_y"))
        .isEqualByComparingTo(sums.get("sum_y").decimalValue());
  }

  private static void checkEffects(Map<String, Object> row, JsonNode effects) {
    for (String name : List.of("difference", "lift")) {
      JsonNode effect = effects.get(name);
      assertClose(row.get(name), effect.get("estimate"));
      assertClose(row.get(name + "_se"), effect.get("se"));
      assertClose(row.get(name + "_lower"), effect.get("ci").get(0));
      assertClose(row.get(name + "_upper"), effect.get("ci").get(1));
      assertClose(row.get(name + "_p_value"), effect.get("p"));
    }
    assertThat((Double) row.get("difference_df"))
        .isCloseTo(effects.get("difference").get("dof").asDouble(), within(1e-6));
  }

  private static void assertClose(Object actual, JsonNode expected) {
    assertThat((Double) actual).isCloseTo(expected.asDouble(), within(1e-9));
  }
}
