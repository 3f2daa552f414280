package io.plumbline.core.experiment;

import io.plumbline.core.time.Timing;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Small experiments for tests: two variants at equal weights unless something else is said. */
public final class ExperimentFixture {
  public static final long MINUTE = Duration.ofMinutes(1).toMillis();
  public static final long HOUR = Duration.ofHours(1).toMillis();
  public static final long DAY = Duration.ofDays(1).toMillis();
  public static final long START = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();

  /** Ticks of a minute, a quarter of an hour to settle. */
  public static final Timing TIMING = Timing.DEFAULTS;

  public static final String CONTROL = "control";
  public static final String TREATMENT = "treatment";

  private String key;
  private String unitType = "user";
  private String name = "A name";
  private String hypothesis = "A hypothesis";
  private String owner = "growth";
  private long startedAt = START;
  private Long stoppedAt;
  private long knownFrom = Experiment.ALWAYS;
  private String salt;
  private double srmAlpha = 0.001;
  private double alpha = 0.05;
  private long plannedUnits = 10_000;
  private CrossoverPolicy crossoverPolicy = CrossoverPolicy.FIRST_EXPOSURE;
  private List<Dimension> dimensions = List.of();
  private final List<Note> notes = new ArrayList<>();
  private final List<Variant> variants =
      new ArrayList<>(List.of(new Variant(CONTROL, true), new Variant(TREATMENT, false)));
  private final List<Allocation> allocations = new ArrayList<>();
  private final List<ExperimentMetric> metrics = new ArrayList<>();

  private ExperimentFixture(String key) {
    this.key = key;
  }

  public static ExperimentFixture experiment(String key) {
    return new ExperimentFixture(key);
  }

  public ExperimentFixture key(String value) {
    key = value;
    return this;
  }

  public ExperimentFixture unitType(String value) {
    unitType = value;
    return this;
  }

  public ExperimentFixture name(String value) {
    name = value;
    return this;
  }

  public ExperimentFixture owner(String value) {
    owner = value;
    return this;
  }

  public ExperimentFixture hypothesis(String value) {
    hypothesis = value;
    return this;
  }

  public ExperimentFixture startedAt(long value) {
    startedAt = value;
    return this;
  }

  public ExperimentFixture stoppedAt(long value) {
    stoppedAt = value;
    return this;
  }

  public ExperimentFixture knownFrom(long value) {
    knownFrom = value;
    return this;
  }

  public ExperimentFixture salt(String value) {
    salt = value;
    return this;
  }

  public ExperimentFixture srmAlpha(double value) {
    srmAlpha = value;
    return this;
  }

  public ExperimentFixture alpha(double value) {
    alpha = value;
    return this;
  }

  public ExperimentFixture plannedUnits(long value) {
    plannedUnits = value;
    return this;
  }

  public ExperimentFixture excludingCrossovers() {
    crossoverPolicy = CrossoverPolicy.EXCLUDE;
    return this;
  }

  public ExperimentFixture dimensions(String... values) {
    dimensions = Stream.of(values).map(Dimension::new).toList();
    return this;
  }

  public ExperimentFixture dimensions(Dimension... values) {
    dimensions = List.of(values);
    return this;
  }

  public ExperimentFixture note(Note value) {
    notes.add(value);
    return this;
  }

  /** A further treatment. */
  public ExperimentFixture variant(String value) {
    variants.add(new Variant(value, false));
    return this;
  }

  /** A further treatment, that comes later. */
  public ExperimentFixture variant(String value, long validFrom) {
    variants.add(new Variant(value, false, validFrom));
    return this;
  }

  public ExperimentFixture allocation(long effectiveAt, String control, String treatment) {
    return allocation(effectiveAt, Map.of(CONTROL, control, TREATMENT, treatment), 1);
  }

  public ExperimentFixture allocation(
      long effectiveAt, Map<String, String> weights, double traffic) {
    Map<String, BigDecimal> decimals = new LinkedHashMap<>();
    weights.forEach((variant, weight) -> decimals.put(variant, new BigDecimal(weight)));
    allocations.add(new Allocation(effectiveAt, decimals, traffic));
    return this;
  }

  public ExperimentFixture primary(MetricFixture metric) {
    return metric(metric, MetricRole.PRIMARY, null, null);
  }

  public ExperimentFixture secondary(MetricFixture metric) {
    return metric(metric, MetricRole.SECONDARY, null, null);
  }

  public ExperimentFixture guardrail(MetricFixture metric, Double margin) {
    return metric(metric, MetricRole.GUARDRAIL, margin, null);
  }

  public ExperimentFixture metric(
      MetricFixture metric, MetricRole role, Double margin, Double mde) {
    metrics.add(new ExperimentMetric(metric.build(), role, margin, mde));
    return this;
  }

  public ExperimentFixture metric(MetricFixture metric, MetricTerms... terms) {
    metrics.add(new ExperimentMetric(metric.build(), List.of(terms)));
    return this;
  }

  /** A primary that was taken away. */
  public ExperimentFixture retired(MetricFixture metric, long validUntil) {
    metrics.add(
        new ExperimentMetric(metric.build(), MetricRole.PRIMARY, null, null)
            .retiredFrom(validUntil));
    return this;
  }

  public Experiment build() {
    List<Allocation> planned = new ArrayList<>(allocations);
    if (planned.isEmpty()) {
      Map<String, BigDecimal> equal = new LinkedHashMap<>();
      variants.forEach(v -> equal.put(v.key(), BigDecimal.ONE));
      planned.add(new Allocation(startedAt, equal, 1));
    }
    return new ExperimentBuilder(key)
        .name(name)
        .hypothesis(hypothesis)
        .owner(owner)
        .unitType(unitType)
        .startedAt(startedAt)
        .stoppedAt(stoppedAt)
        .salt(salt)
        .srmAlpha(srmAlpha)
        .alpha(alpha)
        .plannedUnits(plannedUnits)
        .crossoverPolicy(crossoverPolicy)
        .dimensions(List.copyOf(dimensions))
        .variants(List.copyOf(variants))
        .allocations(planned)
        .metrics(List.copyOf(metrics))
        .notes(List.copyOf(notes))
        .knownFrom(knownFrom)
        .build();
  }

  public ExperimentPlan plan() {
    return ExperimentPlan.of(build(), TIMING);
  }
}
