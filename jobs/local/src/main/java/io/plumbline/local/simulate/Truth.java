package io.plumbline.local.simulate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was really planted, counted while it is written, and {@code truth.json}. */
final class Truth {

  private final SimulationSettings settings;
  private final List<SimulatedExperiment> experiments;
  private final Map<String, SimulatedMetric> metrics = new LinkedHashMap<>();
  private final Map<String, Map<String, Long>> planted = new LinkedHashMap<>();
  private final Map<String, Map<String, Map<String, Long>>> counted = new LinkedHashMap<>();
  private long lostUnits;

  Truth(
      SimulationSettings settings,
      List<SimulatedExperiment> experiments,
      List<SimulatedMetric> metrics) {
    this.settings = settings;
    this.experiments = experiments;
    metrics.forEach(metric -> this.metrics.put(metric.key(), metric));
    experiments.forEach(experiment -> counted.put(experiment.key(), emptyCounts(experiment)));
  }

  /** One more line (or pair) of a kind that was planted in a file. */
  void plant(String file, String kind) {
    planted.computeIfAbsent(file, f -> new LinkedHashMap<>()).merge(kind, 1L, Long::sum);
  }

  void total(String file, long lines) {
    planted.computeIfAbsent(file, f -> new LinkedHashMap<>()).put("lines", lines);
  }

  /** One more of {@code what} in an experiment, under a variant or a reason. */
  void count(String experiment, String what, String key) {
    counted.get(experiment).get(what).merge(key, 1L, Long::sum);
  }

  void lose() {
    lostUnits++;
  }

  String json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("seed", settings.seed());
    root.put("units", settings.units());
    root.put("days", settings.days());
    root.put("started_at", settings.startedAt());
    root.put("ends_at", settings.endsAt());
    root.put("files", planted);
    Map<String, Object> all = new LinkedHashMap<>();
    experiments.forEach(experiment -> all.put(experiment.key(), truthOf(experiment)));
    root.put("experiments", all);
    StringBuilder out = new StringBuilder();
    Json.write(out, root, 0);
    return out.append('\n').toString();
  }

  private Map<String, Object> truthOf(SimulatedExperiment experiment) {
    Map<String, Object> truth = new LinkedHashMap<>();
    truth.put("story", experiment.story());
    truth.put("expected_verdict", experiment.expectedVerdict());
    truth.putAll(counted.get(experiment.key()));
    if (experiment.key().equals(Catalogue.SRM_EXPERIMENT)) {
      Map<String, Object> srm = new LinkedHashMap<>();
      srm.put("dimension", "browser");
      srm.put("segment", Catalogue.SRM_BROWSER);
      srm.put("variant", experiment.variants().get(1));
      srm.put("loss", settings.srmLoss());
      srm.put("lost_units", lostUnits);
      truth.put("srm", srm);
    }
    Map<String, Object> effects = new LinkedHashMap<>();
    for (String key : experiment.metrics().keySet()) {
      Map<String, Object> byVariant = new LinkedHashMap<>();
      for (String variant : experiment.variants().subList(1, experiment.variants().size())) {
        byVariant.put(variant, effect(experiment, variant, metrics.get(key)));
      }
      effects.put(key, byVariant);
    }
    truth.put("effects", effects);
    return truth;
  }

  /**
   * The true effect on a metric's mean. Rates of several experiments multiply and assignments are
   * independent, so the lift of an uncapped count or sum is the ratio less one, exactly; for others
   * it is near that of a user of average activity.
   */
  private static Map<String, Object> effect(
      SimulatedExperiment experiment, String variant, SimulatedMetric metric) {
    double rateRatio = experiment.rateRatio(variant, metric.eventName());
    double valueRatio =
        metric.kind().equals("sum")
            ? experiment.rateRatio(variant, metric.eventName() + Catalogue.VALUE)
            : 1;
    double ratio = rateRatio * valueRatio;
    Double expected = expectedEvents(metric);
    Map<String, Object> effect = new LinkedHashMap<>();
    effect.put("rate_ratio", rateRatio);
    effect.put("value_ratio", valueRatio);
    effect.put("expected_control_events", expected);
    boolean exact = ratio == 1 || !metric.isBinary() && !metric.isCapped();
    double lift = ratio - 1;
    if (metric.isBinary() && expected != null) {
      lift = StrictMath.expm1(-expected * rateRatio) / StrictMath.expm1(-expected) - 1;
    }
    effect.put("expected_lift", lift);
    effect.put("expected_lift_is_exact", exact);
    return effect;
  }

  /** Of an average user in the window, in control; null without a window or with a filter. */
  private static Double expectedEvents(SimulatedMetric metric) {
    Duration window = metric.window();
    if (window == null || metric.isFiltered()) {
      return null;
    }
    double days = window.toMillis() / (double) Duration.ofDays(1).toMillis();
    return Catalogue.EVENTS_PER_DAY.get(metric.eventName()) * days;
  }

  private static Map<String, Map<String, Long>> emptyCounts(SimulatedExperiment experiment) {
    Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
    for (String what : List.of("units", "exposures", "crossovers")) {
      Map<String, Long> zeros = new LinkedHashMap<>();
      experiment.variants().forEach(variant -> zeros.put(variant, 0L));
      counts.put(what, zeros);
    }
    counts.put("rejected_exposures", new LinkedHashMap<>());
    return counts;
  }
}
