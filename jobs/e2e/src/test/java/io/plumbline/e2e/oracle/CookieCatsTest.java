package io.plumbline.e2e.oracle;

import static io.plumbline.e2e.oracle.Scenario.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The oracle against the reference figures of a real test (gbstats and exact sums). */
class CookieCatsTest {

  private static final String STOP = "2024-02-01T00:00:00Z";

  @Test
  void agreesWithTheReferenceFigures() throws IOException {
    Path data = SharedData.find("cookie_cats");
    assumeTrue(data != null, "shared/data/cookie_cats is not here");
    Map<String, List<Map<String, Object>>> tables =
        Oracle.compute(
            Oracle.Input.of(
                data.resolve("experiments.yaml"),
                data.resolve("exposures.csv.gz"),
                data.resolve("events.csv.gz"),
                Duration.ofHours(24)));
    JsonNode expected = new ObjectMapper().readTree(data.resolve("expected.json").toFile());

    expected
        .get("final_variant_metrics")
        .properties()
        .forEach(
            metric ->
                metric
                    .getValue()
                    .properties()
                    .forEach(
                        variant ->
                            checkSums(
                                tables, metric.getKey(), variant.getKey(), variant.getValue())));
    Map<String, Object> srm = only(tables.get(Tables.SRM_CHECKS), "epoch", "null", "as_of", STOP);
    assertClose(srm.get("log_e_value"), expected.get("srm").get("log_e_mixture"));
    assertClose(srm.get("chi_squared"), expected.get("srm").get("chi_squared"));
    assertClose(srm.get("chi_squared_p"), expected.get("srm").get("chi_squared_p"));
    expected
        .get("fixed_horizon")
        .properties()
        .forEach(metric -> checkEffects(tables, metric.getKey(), metric.getValue()));
  }

  private static void checkSums(
      Map<String, List<Map<String, Object>>> tables, String metric, String variant, JsonNode sums) {
    Map<String, Object> row =
        only(
            tables.get(Tables.VARIANT_METRICS),
            "metric_key",
            metric,
            "variant_key",
            variant,
            "is_mature",
            true,
            "as_of",
            STOP);
    assertThat(row).containsEntry("units", sums.get("units").asLong());
    assertThat((BigDecimal) row.get("sum_y"))
        .isEqualByComparingTo(sums.get("sum_y").decimalValue());
    assertThat(row).containsEntry("sum_y2", sums.get("sum_y2").asDouble());
  }

  private static void checkEffects(
      Map<String, List<Map<String, Object>>> tables, String metric, JsonNode effects) {
    Map<String, Object> row =
        only(
            tables.get(Tables.METRIC_RESULTS),
            "metric_key",
            metric,
            "is_mature",
            true,
            "as_of",
            STOP);
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
