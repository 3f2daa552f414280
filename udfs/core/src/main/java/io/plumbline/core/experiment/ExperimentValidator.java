package io.plumbline.core.experiment;

import io.plumbline.core.statistics.LeastSize;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Names every contradiction in experiments and metrics.
 *
 * <p>Errors make an experiment impossible to evaluate; warnings name what will disappoint later.
 * The order of the problems is that of the configuration.
 */
public final class ExperimentValidator {
  /** Dimensions that Plumbline itself fills. */
  private static final Set<String> BUILT_IN_DIMENSIONS = Set.of("all", "day", "hour_of_day");

  private static final List<String> HASH_VERSIONS =
      List.of("sha256", "growthbook-1", "growthbook-2");

  private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  private final String subject;
  private final Experiment experiment;
  private final List<Problem> problems = new ArrayList<>();

  private ExperimentValidator(Experiment experiment) {
    this.experiment = experiment;
    this.subject = "experiment " + Texts.shown(experiment.key());
  }

  /** Problems of one experiment and of the metrics it names. */
  public static List<Problem> validate(Experiment experiment) {
    List<Problem> problems = new ArrayList<>(own(experiment));
    for (ExperimentMetric metric : experiment.metrics()) {
      problems.addAll(MetricValidator.validate(metric.metric()));
    }
    return problems;
  }

  /** What of an experiment that can be run with will disappoint later. */
  public static List<Problem> warnings(Experiment experiment) {
    return validate(experiment).stream().filter(problem -> !problem.isError()).distinct().toList();
  }

  /** Problems of a whole configuration: keys used twice, then each metric, then each experiment. */
  public static List<Problem> validate(List<Experiment> experiments, List<Metric> metrics) {
    List<Problem> problems = new ArrayList<>();
    repeated(experiments.stream().map(Experiment::key).toList())
        .forEach(
            (key, times) ->
                problems.add(
                    Problem.error(
                        "experiment " + key, "key", "used " + times + " times", "one of a key")));
    repeated(metrics.stream().map(metric -> metric.key() + " version " + metric.version()).toList())
        .forEach(
            (key, times) ->
                problems.add(
                    Problem.error(
                        "metric " + key,
                        "key",
                        "used " + times + " times",
                        "one of a key and version")));
    metrics.forEach(metric -> problems.addAll(MetricValidator.validate(metric)));
    Set<String> defined = metrics.stream().map(Metric::key).collect(Collectors.toSet());
    for (Experiment experiment : experiments) {
      problems.addAll(own(experiment));
      for (ExperimentMetric use : experiment.metrics()) {
        if (!defined.contains(use.metric().key())) {
          problems.add(unknownMetric(experiment.key(), use.metric().key(), defined));
        }
      }
    }
    return problems;
  }

  /** An experiment that measures what nobody defined. */
  public static Problem unknownMetric(String experimentKey, String metricKey, Set<String> defined) {
    return Problem.error(
        "experiment " + experimentKey,
        "metrics",
        "an unknown metric, " + metricKey,
        defined.isEmpty()
            ? "a metric that is defined (none is)"
            : "one of " + String.join(", ", defined.stream().sorted().toList()));
  }

  private static List<Problem> own(Experiment experiment) {
    ExperimentValidator validator = new ExperimentValidator(experiment);
    validator.identity();
    validator.time();
    validator.thresholds();
    validator.dimensions();
    validator.variants();
    validator.allocations();
    validator.metrics();
    return validator.problems;
  }

  private void identity() {
    if (Texts.isBlank(experiment.key())) {
      error("key", Texts.shown(experiment.key()), "a name that is not blank");
    }
    if (Texts.isBlank(experiment.unitType())) {
      error("unit_type", Texts.shown(experiment.unitType()), "user, device, session or another");
    }
    if (experiment.kind() == null) {
      error("kind", "missing", "experiment or flag");
    }
    if (experiment.crossoverPolicy() == null) {
      error("crossover_policy", "missing", "first_exposure or exclude");
    }
    if (experiment.hashVersion() != null && !HASH_VERSIONS.contains(experiment.hashVersion())) {
      error("hash_version", experiment.hashVersion(), String.join(", ", HASH_VERSIONS));
    }
  }

  private void time() {
    withinReason("started_at", experiment.startedAt());
    Long stoppedAt = experiment.stoppedAt();
    if (stoppedAt == null) {
      return;
    }
    withinReason("stopped_at", stoppedAt);
    if (stoppedAt <= experiment.startedAt()) {
      error(
          "stopped_at",
          Texts.instant(stoppedAt),
          "later than started_at, " + Texts.instant(experiment.startedAt()));
    }
  }

  private void withinReason(String field, long instant) {
    if (instant < EARLIEST || instant >= LATEST) {
      error(field, Texts.instant(instant), "from the year 2000 to 2099");
    }
  }

  private void thresholds() {
    probability("srm_alpha", experiment.srmAlpha());
    probability("alpha", experiment.alpha());
    if (experiment.plannedUnits() < 1) {
      error("planned_units", experiment.plannedUnits(), "1 or more");
    }
  }

  private void probability(String field, double value) {
    if (!(value > 0 && value < 1)) {
      error(field, value, "between 0 and 1, both excluded");
    }
  }

  private void dimensions() {
    List<String> inForce =
        experiment.dimensions().stream()
            .filter(dimension -> !dimension.isTakenAway())
            .map(Dimension::name)
            .toList();
    repeated(inForce)
        .forEach((name, times) -> error("dimensions", name + " " + times + " times", "each once"));
    for (Dimension dimension : experiment.dimensions()) {
      if (Texts.isBlank(dimension.name())) {
        error("dimensions", "a blank name", "names of attributes");
      } else if (BUILT_IN_DIMENSIONS.contains(dimension.name())) {
        error("dimensions", dimension.name(), "another name: Plumbline fills this one itself");
      }
    }
  }

  private void variants() {
    List<Variant> variants = experiment.variants();
    if (variants.size() < 2) {
      error("variants", variants.isEmpty() ? "empty" : "a single one", "two or more");
    }
    if (variants.stream().anyMatch(variant -> Texts.isBlank(variant.key()))) {
      error("variants", "one without a key", "a key that is not blank");
    }
    repeated(variants.stream().map(Variant::key).toList())
        .forEach((key, times) -> error("variants", key + " " + times + " times", "each key once"));
    List<String> controls = variants.stream().filter(Variant::isControl).map(Variant::key).toList();
    if (controls.size() != 1 && !variants.isEmpty()) {
      error(
          "variants",
          controls.isEmpty() ? "without a control" : "with controls " + String.join(", ", controls),
          "exactly one with is_control: true");
    }
  }

  private void allocations() {
    List<Allocation> allocations = experiment.allocations();
    if (allocations.isEmpty()) {
      error("allocations", "empty", "one or more, the first at or before started_at");
      return;
    }
    if (allocations.stream().allMatch(a -> a.effectiveAt() > experiment.startedAt())) {
      error(
          "allocations",
          "first in force at "
              + Texts.instant(
                  allocations.stream().mapToLong(Allocation::effectiveAt).min().orElseThrow()),
          "one in force at started_at, " + Texts.instant(experiment.startedAt()));
    }
    repeated(allocations.stream().map(a -> Texts.instant(a.effectiveAt())).toList())
        .forEach(
            (at, times) ->
                error("allocations", at + " " + times + " times", "each effective_at once"));
    for (int i = 0; i < allocations.size(); i++) {
      allocation("allocations[" + i + "]", allocations.get(i));
    }
    if (experiment.crossoverPolicy() == CrossoverPolicy.EXCLUDE
        && allocations.stream().anyMatch(this::isUneven)) {
      warning(
          "crossover_policy",
          "exclude on uneven weights, which biases every comparison",
          "first_exposure");
    }
  }

  private void allocation(String field, Allocation allocation) {
    for (Map.Entry<String, BigDecimal> weight : new TreeMap<>(allocation.weights()).entrySet()) {
      if (experiment.variantIndex(weight.getKey()) < 0) {
        error(
            field + ".weights",
            "for an unknown variant, " + weight.getKey(),
            "one of "
                + experiment.variants().stream()
                    .map(Variant::key)
                    .collect(Collectors.joining(", ")));
      }
      if (weight.getValue().signum() < 0) {
        error(
            field + ".weights." + weight.getKey(), weight.getValue().toPlainString(), "0 or more");
      }
    }
    if (allocation.weights().values().stream().allMatch(weight -> weight.signum() == 0)) {
      error(field + ".weights", "0 for every variant", "at least one above 0");
    }
    if (!(allocation.traffic() >= 0 && allocation.traffic() <= 1)) {
      error(field + ".traffic", allocation.traffic(), "0 to 1");
    }
  }

  private boolean isUneven(Allocation allocation) {
    return experiment.variants().stream()
            .map(variant -> allocation.weight(variant.key()).stripTrailingZeros())
            .filter(weight -> weight.signum() != 0)
            .distinct()
            .count()
        > 1;
  }

  private void metrics() {
    List<ExperimentMetric> metrics = experiment.metrics();
    if (metrics.isEmpty() && experiment.kind() == ExperimentKind.EXPERIMENT) {
      warning("metrics", "empty, so that only the split is tested", "a primary metric");
    }
    repeated(metrics.stream().map(ExperimentValidator::versioned).toList())
        .forEach(
            (key, times) -> error("metrics", key + " " + times + " times", "each metric once"));
    boolean uneven = experiment.allocations().stream().anyMatch(this::isUneven);
    for (ExperimentMetric use : metrics) {
      String field = "metrics." + use.metric().key();
      if (use.role() == null) {
        error(field + ".role", "missing", "primary, secondary or guardrail");
      }
      positive(field + ".margin", use.margin());
      positive(field + ".mde", use.mde());
      if (use.role() == MetricRole.GUARDRAIL && use.margin() == null) {
        warning(field + ".margin", "missing, so that the guardrail can never pass", "0.02, say");
      }
      if (use.role() == MetricRole.PRIMARY && use.metric().windowMs() == null) {
        warning(
            field + ".attribution_window",
            "missing, so that nothing is decided before stopped_at",
            "P7D, say");
      }
      if (uneven && decides(use) && use.metric().hasOpenTail()) {
        warning(
            field + ".cap_upper",
            "missing on uneven weights, so that calls wait until the tail of each arm can be known,"
                + " up to "
                + LeastSize.NONZERO_OF_OPEN
                + " units that are not 0",
            "the 99th percentile of what is not 0, say");
      }
    }
  }

  private static boolean decides(ExperimentMetric use) {
    return use.role() == MetricRole.PRIMARY || use.role() == MetricRole.GUARDRAIL;
  }

  /** The first version has no number: most metrics have no other. */
  private static String versioned(ExperimentMetric use) {
    Metric metric = use.metric();
    return metric.version() == 1 ? metric.key() : metric.key() + " version " + metric.version();
  }

  private void positive(String field, Double value) {
    if (value != null && !(value > 0 && Double.isFinite(value))) {
      error(field, value, "above 0");
    }
  }

  /** What occurs more than once, sorted, with how often. */
  private static Map<String, Integer> repeated(List<String> keys) {
    Map<String, Integer> counts = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (String key : keys) {
      String name = Texts.shown(key);
      if (!seen.add(name)) {
        counts.merge(name, 1, Integer::sum);
      }
    }
    counts.replaceAll((key, again) -> again + 1);
    return counts;
  }

  private void error(String field, Object found, String allowed) {
    problems.add(Problem.error(subject, field, found, allowed));
  }

  private void warning(String field, Object found, String advice) {
    problems.add(Problem.warning(subject, field, found, advice));
  }
}
