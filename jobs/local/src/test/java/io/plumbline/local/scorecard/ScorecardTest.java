package io.plumbline.local.scorecard;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScorecardTest {
  private static final Instant JAN_2 = Instant.parse("2024-01-02T00:00:00Z");
  private static final Instant JAN_9 = Instant.parse("2024-01-09T00:00:00Z");
  private static final Instant NOON = Instant.parse("2024-01-05T12:00:00Z");

  @Test
  void plain() throws IOException {
    assertThat(Scorecard.render(data(), 100, false)).isEqualTo(golden("plain.txt"));
  }

  @Test
  void coloured() throws IOException {
    assertThat(Scorecard.render(data(), 100, true)).isEqualTo(golden("coloured.txt"));
  }

  @Test
  void plainIsAsciiOfAtMostTheWidth() {
    assertThat(Scorecard.render(data(), 100, false).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100).matches("[ -~]*"));
  }

  @Test
  void anExperimentWithoutRowsSaysSo() {
    ScorecardData empty =
        ScorecardData.of(List.of(experiment()), List.of(), List.of(), List.of(), List.of(), null);

    assertThat(Scorecard.render(empty, 100, false))
        .contains("nobody was exposed")
        .contains("n_orders (primary) big against small: no rows yet");
  }

  @Test
  void theSplitsStatusIsSinceItsLastChange() {
    assertThat(data().srmSince("shop")).isEqualTo(NOON);
  }

  @Test
  void excludedUnitsAreSaidToBeEvenOrNot() {
    Map<String, Object> small = health("srm", JAN_9, "small", Map.of());
    Map<String, Object> big = health("srm", JAN_9, "big", Map.of());
    small.put("excluded_units", Map.of("TOO_LATE", 40L, "UNIT_LIMIT", 3L));
    big.put("excluded_units", Map.of("TOO_LATE", 4L, "UNIT_LIMIT", 3L));
    for (Map<String, Object> row : List.of(small, big)) {
      row.put(
          "log_e_values",
          Map.of("EXCLUSION_IMBALANCE:TOO_LATE", 12.5, "EXCLUSION_IMBALANCE:UNIT_LIMIT", -0.1));
    }
    ScorecardData data =
        ScorecardData.of(
            List.of(experiment()),
            List.of(),
            List.of(srm(JAN_9, "HEALTHY")),
            List.of(small, big),
            List.of(),
            null);

    assertThat(Scorecard.render(data, 100, false))
        .contains(
            "  excluded  units by reason: TOO_LATE small 40, big 4 (UNEVEN); UNIT_LIMIT small 3,"
                + " big 3 (even)")
        .doesNotContain("where ");
  }

  @Test
  void aSplitThatWasTestedWithoutTheConfigurationSaysSo() {
    ScorecardData data =
        ScorecardData.of(
            List.of(experiment()),
            List.of(),
            List.of(with(srm(JAN_9, "HEALTHY"), "is_config_stale", true)),
            List.of(),
            List.of(),
            null);

    assertThat(Scorecard.render(data, 100, false)).contains("the configuration was silent: ");
    assertThat(Scorecard.render(data(), 100, false)).doesNotContain("silent");
  }

  private static ScorecardData data() {
    return ScorecardData.of(
        List.of(experiment()),
        List.of(
            orders(JAN_2, 0.9),
            orders(JAN_9, 0.004),
            spend(),
            errors(),
            with(orders(JAN_9, 0.5), "dimension", "country")),
        List.of(
            srm(JAN_9, "OPENED"),
            srm(JAN_2, "HEALTHY"),
            srm(NOON, "OPENED"),
            with(srm(JAN_9, "SETTLING"), "epoch", 0)),
        List.of(
            health("srm", JAN_9, "small", Map.of("TOO_LATE", 90L)),
            health("metrics", JAN_2, "small", Map.of("TOO_LATE", 1L)),
            health("metrics", JAN_9, "small", Map.of("TOO_LATE", 1_090L, "UNIT_LIMIT", 4L)),
            health("metrics", JAN_9, "big", Map.of("TOO_LATE", 95L)),
            health("metrics", JAN_9, null, Map.of("UNKNOWN_VARIANT", 2L))),
        List.of(
            progress("metrics", JAN_9, 2_000, Map.of("MALFORMED", 3L, "VALUE_OUT_OF_RANGE", 1L)),
            progress("srm", JAN_9, 1_000, Map.of())),
        "/data/my warehouse");
  }

  private static Experiment experiment() {
    return new Experiment(
        "shop",
        ExperimentKind.EXPERIMENT,
        "Bigger pictures in the shop",
        null,
        "growth",
        "user",
        Instant.parse("2024-01-01T00:00:00Z").toEpochMilli(),
        null,
        null,
        "sha256",
        0.001,
        0.05,
        5000,
        CrossoverPolicy.FIRST_EXPOSURE,
        List.of(),
        List.of(new Variant("small", true), new Variant("big", false)),
        List.of(new Allocation(0, Map.of("small", BigDecimal.ONE, "big", BigDecimal.ONE), 1)),
        List.of(
            use("n_orders", MetricRole.PRIMARY),
            use("spend", MetricRole.SECONDARY),
            use("errors", MetricRole.GUARDRAIL)));
  }

  private static ExperimentMetric use(String key, MetricRole role) {
    Metric metric =
        new Metric(
            key,
            1,
            MetricKind.SUM,
            key,
            Map.of(),
            6,
            0,
            null,
            false,
            null,
            null,
            true,
            null,
            Long.MIN_VALUE);
    return new ExperimentMetric(metric, role, null, null);
  }

  private static Map<String, Object> orders(Instant asOf, double pValue) {
    Map<String, Object> row = result("n_orders", asOf, true, 0.2031, 0.1904);
    row.putAll(
        Map.of(
            "lift", 0.0667,
            "lift_lower", 0.03,
            "lift_upper", 0.1,
            "lift_p_value", 0.0001,
            "anytime_lift_lower", 0.0121,
            "anytime_lift_upper", 0.1213,
            "anytime_lift_p_value", pValue,
            "verdict", "DO_NOT_TRUST",
            "verdict_reason",
                "the split is not as planned: the groups cannot be compared until it is"
                    + " explained"));
    return row;
  }

  private static Map<String, Object> spend() {
    Map<String, Object> row = result("spend", JAN_9, false, 1234.5, 12.25);
    row.putAll(
        Map.of("lift", -0.01, "lift_lower", -0.21, "lift_upper", 0.19, "lift_p_value", 0.00001));
    return row;
  }

  private static Map<String, Object> errors() {
    return with(
        with(result("errors", JAN_9, false, 0.0, 0.0), "status", "INSUFFICIENT"),
        "guardrail_status",
        "CONTINUE");
  }

  private static Map<String, Object> result(
      String metric, Instant asOf, boolean isMature, double treatment, double control) {
    Map<String, Object> row =
        new HashMap<>(
            Map.of(
                "experiment_key",
                "shop",
                "metric_key",
                metric,
                "treatment_key",
                "big",
                "is_mature",
                isMature,
                "as_of",
                asOf,
                "revision",
                0,
                "status",
                "OK",
                "control_units",
                10_321L,
                "treatment_units",
                9_871L));
    row.put("dimension", "all");
    row.put("segment", "all");
    row.put("treatment_mean", treatment);
    row.put("control_mean", control);
    return row;
  }

  private static Map<String, Object> srm(Instant asOf, String status) {
    Map<String, Object> row =
        new HashMap<>(
            Map.of(
                "experiment_key",
                "shop",
                "dimension",
                "all",
                "segment",
                "all",
                "as_of",
                asOf,
                "revision",
                0,
                "units",
                20_192L,
                "anytime_p_value",
                0.00004,
                "status",
                status));
    row.put("observed", new TreeMap<>(Map.of("small", 10_321L, "big", 9_871L)));
    row.put("expected", new TreeMap<>(Map.of("small", 10_096.0, "big", 10_096.0)));
    row.put("epoch", null);
    row.put("diagnosis", status.equals("HEALTHY") ? "CLEAN" : "LOCALISED");
    row.put("suspects", status.equals("HEALTHY") ? List.of() : List.of(suspect(), suspect()));
    return row;
  }

  private static Map<String, Object> suspect() {
    return Map.of(
        "cause", "LOCALISED",
        "dimension", "browser",
        "segment", "Firefox",
        "since", "2024-01-04",
        "evidence",
            "Firefox (browser) lost about 450 units of big from 2024-01-04 (43.2 % instead of 50 %"
                + " of 3,322); everything else is clean");
  }

  private static Map<String, Object> health(
      String job, Instant asOf, String variant, Map<String, Long> rejected) {
    Map<String, Object> row =
        new HashMap<>(
            Map.of(
                "job", job,
                "experiment_key", "shop",
                "as_of", asOf,
                "revision", 0,
                "rejected", rejected));
    row.put("variant_key", variant);
    return row;
  }

  private static Map<String, Object> progress(
      String job, Instant asOf, long read, Map<String, Long> reasons) {
    long rejected = reasons.values().stream().mapToLong(Long::longValue).sum();
    return new HashMap<>(
        Map.of(
            "job", job,
            "as_of", asOf,
            "revision", 0,
            "read", read,
            "applied", read - rejected - 12,
            "unmatched", 10L,
            "duplicates", 2L,
            "rejected_total", rejected,
            "rejected", reasons));
  }

  private static Map<String, Object> with(Map<String, Object> row, String column, Object value) {
    row.put(column, value);
    return row;
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = ScorecardTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
