package io.plumbline.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentValidatorTest {
  private static final long START = 1_704_067_200_000L;
  private static final long STOP = START + 86_400_000L;
  private static final Variant A = new Variant("a", true);
  private static final Variant B = new Variant("b", false);

  @Test
  void anOrdinaryExperimentHasNoProblems() {
    assertThat(ExperimentValidator.validate(new Draft().build())).isEmpty();
    assertThat(
            ExperimentValidator.validate(
                List.of(new Draft().build()), List.of(new MetricDraft().build())))
        .isEmpty();
  }

  @Test
  void severalPrimariesAreFine() {
    Draft draft = new Draft();
    MetricDraft second = new MetricDraft();
    second.key = "n2";
    draft.metrics =
        List.of(
            use(new MetricDraft(), MetricRole.PRIMARY, null),
            use(second, MetricRole.PRIMARY, null));

    assertThat(ExperimentValidator.validate(draft.build())).isEmpty();
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        error(d -> d.key = " ", "experiment blank: key is blank; allowed: a name"),
        error(d -> d.unitType = "", "unit_type is blank"),
        error(d -> d.kind = null, "kind is missing; allowed: experiment or flag"),
        error(d -> d.policy = null, "crossover_policy is missing"),
        error(
            d -> d.hashVersion = "md5",
            "hash_version is md5; allowed: sha256, growthbook-1, growthbook-2"),
        error(d -> d.variants = List.of(), "variants is empty; allowed: two or more"),
        error(d -> d.variants = List.of(A), "variants is a single one; allowed: two or more"),
        error(
            d -> d.variants = List.of(B, new Variant("a", false)),
            "variants is without a control; allowed: exactly one with is_control: true"),
        error(
            d -> d.variants = List.of(A, new Variant("b", true)),
            "variants is with controls a, b; allowed: exactly one"),
        error(d -> d.variants = List.of(A, B, B), "variants is b 2 times; allowed: each key once"),
        error(d -> d.variants = List.of(A, B, new Variant("", false)), "one without a key"),
        error(
            d -> d.weights = Map.of("a", "1", "b", "-0.5"),
            "allocations[0].weights.b is -0.5; allowed: 0 or more"),
        error(
            d -> d.weights = Map.of("a", "0", "b", "0.0"),
            "allocations[0].weights is 0 for every variant; allowed: at least one above 0"),
        error(d -> d.weights = Map.of(), "0 for every variant"),
        error(
            d -> d.weights = Map.of("a", "1", "b", "1", "c", "1"),
            "weights is for an unknown variant, c; allowed: one of a, b"),
        error(d -> d.effectiveAts = List.of(), "allocations is empty"),
        error(
            d -> d.effectiveAts = List.of(START + 1),
            "allocations is first in force at 2024-01-01T00:00:00.001Z; allowed: one in force at"
                + " started_at, 2024-01-01T00:00:00Z"),
        error(
            d -> d.effectiveAts = List.of(START, START),
            "2024-01-01T00:00:00Z 2 times; allowed: each effective_at once"),
        error(d -> d.traffic = 1.5, "allocations[0].traffic is 1.5; allowed: 0 to 1"),
        error(
            d -> d.stoppedAt = START - 1,
            "stopped_at is 2023-12-31T23:59:59.999Z; allowed: later than started_at"),
        error(d -> d.stoppedAt = START, "allowed: later than started_at"),
        error(d -> d.startedAt = -62_135_596_800_000L, "started_at is 0001-01-01T00:00:00Z"),
        error(d -> d.alpha = 0, "alpha is 0.0; allowed: between 0 and 1, both excluded"),
        error(d -> d.alpha = Double.NaN, "alpha is NaN"),
        error(d -> d.srmAlpha = 1, "srm_alpha is 1.0; allowed: between 0 and 1"),
        error(d -> d.plannedUnits = 0, "planned_units is 0; allowed: 1 or more"),
        error(
            d -> d.dimensions = List.of("country", "country"),
            "dimensions is country 2 times; allowed: each once"),
        error(d -> d.dimensions = List.of("all"), "Plumbline fills this one itself"),
        error(d -> d.dimensions = List.of(""), "dimensions is a blank name"),
        error(
            d ->
                d.metrics =
                    List.of(
                        use(new MetricDraft(), MetricRole.PRIMARY, null),
                        use(new MetricDraft(), MetricRole.SECONDARY, null)),
            "metrics is n 2 times; allowed: each metric once"),
        error(
            d -> d.metrics = List.of(use(new MetricDraft(), MetricRole.GUARDRAIL, 0.0)),
            "metrics.n.margin is 0.0; allowed: above 0"),
        error(
            d ->
                d.metrics =
                    List.of(
                        new ExperimentMetric(
                            new MetricDraft().build(), MetricRole.PRIMARY, null, -0.1)),
            "metrics.n.mde is -0.1; allowed: above 0"),
        error(
            d -> d.metrics = List.of(use(new MetricDraft(), null, null)),
            "metrics.n.role is missing; allowed: primary, secondary or guardrail"));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void aContradictionIsNamed(Change<Draft> change, String message) {
    Draft draft = new Draft();
    change.apply(draft);

    assertThat(ExperimentValidator.validate(draft.build()))
        .filteredOn(Problem::isError)
        .extracting(Problem::message)
        .anySatisfy(text -> assertThat(text).startsWith("experiment ").contains(message));
  }

  static Stream<Arguments> contradictoryMetrics() {
    return Stream.of(
        metric(m -> m.key = "", "key is blank"),
        metric(m -> m.version = 0, "version is 0; allowed: 1 or more"),
        metric(m -> m.kind = null, "kind is missing; allowed: conversion, count, sum or retention"),
        metric(m -> m.eventName = " ", "event_name is blank"),
        metric(m -> m.decimals = 7, "decimals is 7; allowed: 0 to 6"),
        metric(m -> m.decimals = -1, "decimals is -1"),
        metric(m -> m.delayMs = -1, "delay is PT-0.001S; allowed: PT0S or longer"),
        metric(m -> m.windowMs = 0L, "attribution_window is PT0S; allowed: longer than PT0S"),
        metric(m -> m.capLower = 5.0, "cap_lower is 5.0; allowed: at most cap_upper, 4.0"),
        metric(m -> m.capUpper = Double.NaN, "cap_upper is NaN; allowed: a finite number"));
  }

  @ParameterizedTest
  @MethodSource("contradictoryMetrics")
  void aContradictoryMetricIsNamed(Change<MetricDraft> change, String message) {
    MetricDraft metric = new MetricDraft();
    change.apply(metric);
    Draft draft = new Draft();
    draft.metrics = List.of(use(metric, MetricRole.SECONDARY, null));

    assertThat(ExperimentValidator.validate(draft.build()))
        .extracting(Problem::message)
        .anySatisfy(text -> assertThat(text).startsWith("metric ").contains(message));
  }

  static Stream<Arguments> disappointments() {
    return Stream.of(
        Arguments.of(
            (Change<Draft>) d -> d.metrics = List.of(), "metrics is empty, so that only the split"),
        Arguments.of(
            (Change<Draft>)
                d -> d.metrics = List.of(use(new MetricDraft(), MetricRole.GUARDRAIL, null)),
            "metrics.n.margin is missing, so that the guardrail can never pass"),
        Arguments.of(
            (Change<Draft>)
                d -> {
                  MetricDraft endless = new MetricDraft();
                  endless.windowMs = null;
                  d.metrics = List.of(use(endless, MetricRole.PRIMARY, null));
                },
            "metrics.n.attribution_window is missing, so that nothing is decided before stopped_at"),
        Arguments.of(
            (Change<Draft>)
                d -> {
                  d.policy = CrossoverPolicy.EXCLUDE;
                  d.weights = Map.of("a", "0.9", "b", "0.1");
                },
            "crossover_policy is exclude on uneven weights"),
        Arguments.of(
            (Change<Draft>)
                d -> {
                  d.weights = Map.of("a", "0.9", "b", "0.1");
                  d.metrics = List.of(use(uncapped(), MetricRole.PRIMARY, null));
                },
            "metrics.n.cap_upper is missing on uneven weights"));
  }

  private static MetricDraft uncapped() {
    MetricDraft revenue = new MetricDraft();
    revenue.capLower = null;
    revenue.capUpper = null;
    return revenue;
  }

  @ParameterizedTest
  @MethodSource("disappointments")
  void whatWillDisappointIsAWarning(Change<Draft> change, String message) {
    Draft draft = new Draft();
    change.apply(draft);

    List<Problem> problems = ExperimentValidator.validate(draft.build());

    assertThat(problems).hasSize(1).noneMatch(Problem::isError);
    assertThat(problems.get(0).message()).contains(message).contains("; better: ");
  }

  @Test
  void anOpenTailIsQuietWhereNothingRestsOnItOrTheArmsAreEven() {
    Draft even = new Draft();
    even.metrics = List.of(use(uncapped(), MetricRole.PRIMARY, null));
    Draft secondary = new Draft();
    secondary.weights = Map.of("a", "0.9", "b", "0.1");
    secondary.metrics = List.of(use(uncapped(), MetricRole.SECONDARY, null));

    assertThat(ExperimentValidator.validate(even.build())).isEmpty();
    assertThat(ExperimentValidator.validate(secondary.build())).isEmpty();
  }

  @Test
  void excludeOnEvenWeightsIsQuiet() {
    Draft draft = new Draft();
    draft.policy = CrossoverPolicy.EXCLUDE;
    draft.weights = Map.of("a", "1.0", "b", "1");

    assertThat(ExperimentValidator.validate(draft.build())).isEmpty();
  }

  @Test
  void keysUsedTwiceAndUnknownMetricsAreNamedOverTheWholeConfiguration() {
    Experiment experiment = new Draft().build();
    Metric metric = new MetricDraft().build();

    assertThat(
            messages(
                ExperimentValidator.validate(
                    List.of(experiment, experiment), List.of(metric, metric))))
        .containsExactly(
            "experiment gate: key is used 2 times; allowed: one of a key",
            "metric n version 1: key is used 2 times; allowed: one of a key and version");
    assertThat(messages(ExperimentValidator.validate(List.of(experiment), List.of())))
        .containsExactly(
            "experiment gate: metrics is an unknown metric, n; allowed: a metric that is defined"
                + " (none is)");
  }

  private static List<String> messages(List<Problem> problems) {
    return problems.stream().map(Problem::message).toList();
  }

  private static ExperimentMetric use(MetricDraft metric, MetricRole role, Double margin) {
    return new ExperimentMetric(metric.build(), role, margin, null);
  }

  private static Arguments error(Change<Draft> change, String message) {
    return Arguments.of(change, message);
  }

  private static Arguments metric(Change<MetricDraft> change, String message) {
    return Arguments.of(change, message);
  }

  private interface Change<T> {
    void apply(T draft);
  }

  private static final class Draft {
    String key = "gate";
    ExperimentKind kind = ExperimentKind.EXPERIMENT;
    String unitType = "user";
    long startedAt = START;
    Long stoppedAt = STOP;
    String hashVersion = "sha256";
    double srmAlpha = 0.001;
    double alpha = 0.05;
    long plannedUnits = 5000;
    CrossoverPolicy policy = CrossoverPolicy.FIRST_EXPOSURE;
    List<String> dimensions = List.of("country");
    List<Variant> variants = List.of(A, B);
    List<Long> effectiveAts = List.of(START);
    Map<String, String> weights = Map.of("a", "1", "b", "1");
    double traffic = 1;
    List<ExperimentMetric> metrics = List.of(use(new MetricDraft(), MetricRole.PRIMARY, null));

    Experiment build() {
      Map<String, BigDecimal> numbers =
          weights.entrySet().stream()
              .collect(
                  java.util.stream.Collectors.toMap(
                      Map.Entry::getKey, entry -> new BigDecimal(entry.getValue())));
      List<Allocation> allocations = new ArrayList<>();
      effectiveAts.forEach(at -> allocations.add(new Allocation(at, numbers, traffic)));
      return new Experiment(
          key,
          kind,
          null,
          null,
          null,
          unitType,
          startedAt,
          stoppedAt,
          null,
          hashVersion,
          srmAlpha,
          alpha,
          plannedUnits,
          policy,
          dimensions,
          variants,
          allocations,
          metrics);
    }
  }

  private static final class MetricDraft {
    String key = "n";
    int version = 1;
    MetricKind kind = MetricKind.SUM;
    String eventName = "rounds";
    int decimals = 6;
    long delayMs = 0;
    Long windowMs = 86_400_000L;
    Double capLower = 1.0;
    Double capUpper = 4.0;

    Metric build() {
      return new Metric(
          key,
          version,
          kind,
          eventName,
          Map.of(),
          decimals,
          delayMs,
          windowMs,
          false,
          capLower,
          capUpper,
          true,
          null,
          Long.MIN_VALUE);
    }
  }
}
