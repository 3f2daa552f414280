package io.plumbline.jobs.io;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentBuilder;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.MetricTerms;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.experiment.Variant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The fields of experiments and metrics, the same in a file and in a document of a topic, which
 * knows besides since when each thing is configured.
 */
final class ExperimentFields {
  static final List<String> EXPERIMENT =
      List.of(
          "key",
          "kind",
          "name",
          "hypothesis",
          "owner",
          "unit_type",
          "status",
          "started_at",
          "stopped_at",
          "salt",
          "hash_version",
          "srm_alpha",
          "alpha",
          "planned_units",
          "crossover_policy",
          "dimensions",
          "variants",
          "allocations",
          "metrics");
  static final List<String> VARIANT = List.of("key", "is_control", "sort_order");
  static final List<String> ALLOCATION = List.of("effective_at", "weights", "traffic");
  static final List<String> USE = List.of("metric", "role", "margin", "mde");
  static final List<String> TERMS = List.of("role", "margin", "mde", "valid_from", "valid_until");
  private static final List<String> DIMENSION = List.of("name", "valid_from", "valid_until");
  private static final List<String> NOTE =
      List.of("id", "kind", "action", "author", "created_at", "valid_from");
  static final List<String> METRIC =
      List.of(
          "key",
          "version",
          "kind",
          "event_name",
          "event_filter",
          "decimals",
          "delay",
          "window",
          "attribution_window",
          "mature_only",
          "cap_lower",
          "cap_upper",
          "higher_is_better",
          "default_for",
          "description");
  static final Set<String> LATER =
      Set.of("denominator_event_name", "covariate_days", "quantile", "steps");
  private static final Set<String> LATER_KINDS = Set.of("ratio", "quantile", "funnel");

  enum Status {
    DRAFT,
    RUNNING,
    STOPPED
  }

  /** The metrics of an experiment, which a file and a document name in different ways. */
  interface Uses {
    List<ExperimentMetric> of(YamlObject experiment, String key, ExperimentKind kind, String type);
  }

  /**
   * An allocation as it is planned.
   *
   * @param effectiveAt its own time
   * @param validFrom since when it is configured; null: from the beginning
   */
  record Planned(
      long effectiveAt, Long validFrom, Map<String, BigDecimal> weights, double traffic) {

    /** It acts from the later of its times. */
    Allocation allocation() {
      long begin = validFrom == null ? effectiveAt : Math.max(effectiveAt, validFrom);
      return new Allocation(begin, weights, traffic);
    }
  }

  private final boolean withHistory;
  private final List<String> errors;

  private ExperimentFields(boolean withHistory, List<String> errors) {
    this.withHistory = withHistory;
    this.errors = errors;
  }

  /** Those of a file: what it holds is known from the beginning. */
  static ExperimentFields ofFile(List<String> errors) {
    return new ExperimentFields(false, errors);
  }

  /** Those of a document, which says since when things are configured. */
  static ExperimentFields ofDocument(List<String> errors) {
    return new ExperimentFields(true, errors);
  }

  List<String> experimentKeys() {
    return withHistory
        ? with(
            EXPERIMENT,
            "known_from",
            "stop_known_from",
            "planned_stop",
            "dimension_history",
            "notes")
        : EXPERIMENT;
  }

  List<String> metricKeys() {
    return withHistory ? with(METRIC, "valid_from") : METRIC;
  }

  List<String> useKeys() {
    return withHistory ? with(USE, "valid_from", "valid_until", "earlier") : USE;
  }

  private List<String> variantKeys() {
    return withHistory ? with(VARIANT, "valid_from") : VARIANT;
  }

  private List<String> allocationKeys() {
    return withHistory ? with(ALLOCATION, "valid_from") : ALLOCATION;
  }

  private static List<String> with(List<String> keys, String... more) {
    return Stream.concat(keys.stream(), Stream.of(more)).toList();
  }

  Metric metric(YamlObject object) {
    String key = object.requiredText("key");
    return new Metric(
        key,
        (int) Math.min(object.integer("version", 1), Integer.MAX_VALUE),
        metricKind(object),
        object.requiredText("event_name"),
        Map.copyOf(object.textMap("event_filter")),
        (int) Math.max(-1, Math.min(object.integer("decimals", 6), Integer.MAX_VALUE)),
        object.duration("delay", 0L),
        window(object),
        object.flag("mature_only", false),
        object.number("cap_lower", null),
        object.number("cap_upper", null),
        object.flag("higher_is_better", true),
        object.text("description", null),
        instant(object, "valid_from", Long.MIN_VALUE));
  }

  private MetricKind metricKind(YamlObject object) {
    String name = object.text("kind", "");
    if (!object.has("kind")) {
      object.missing("kind", String.join(", ", names(MetricKind.values()).keySet()));
      return MetricKind.COUNT;
    }
    if (LATER_KINDS.contains(name)) {
      errors.add(
          object.at("kind")
              + " is "
              + name
              + ", which is not supported in this version; allowed: "
              + String.join(", ", names(MetricKind.values()).keySet()));
      return MetricKind.COUNT;
    }
    return object.choice("kind", MetricKind.COUNT, names(MetricKind.values()));
  }

  private Long window(YamlObject object) {
    if (object.has("window") && object.has("attribution_window")) {
      errors.add(object.at("window") + " stands beside attribution_window; allowed: one of them");
    }
    return object.duration(object.has("window") ? "window" : "attribution_window", null);
  }

  static Status status(YamlObject experiment) {
    return experiment.choice("status", Status.RUNNING, names(Status.values()));
  }

  Experiment experiment(YamlObject object, Uses uses) {
    String key = object.requiredText("key");
    Status status = status(object);
    if (!object.has("started_at")) {
      object.missing("started_at", "an instant like 2024-01-31T00:00:00Z (or status: draft)");
    }
    if (status == Status.STOPPED && !object.has("stopped_at")) {
      object.missing("stopped_at", "an instant, as status is stopped");
    }
    ExperimentKind kind =
        object.choice("kind", ExperimentKind.EXPERIMENT, names(ExperimentKind.values()));
    String unitType = object.text("unit_type", "user");
    Long startedAt = object.instant("started_at");
    return new ExperimentBuilder(key)
        .kind(kind)
        .name(object.text("name", null))
        .hypothesis(object.text("hypothesis", null))
        .owner(object.text("owner", null))
        .unitType(unitType)
        .startedAt(startedAt == null ? 0 : startedAt)
        .stoppedAt(object.instant("stopped_at"))
        .salt(object.text("salt", null))
        .hashVersion(object.text("hash_version", "sha256"))
        .srmAlpha(object.number("srm_alpha", 0.001))
        .alpha(object.number("alpha", 0.05))
        .plannedUnits(object.integer("planned_units", 5000))
        .crossoverPolicy(
            object.choice(
                "crossover_policy",
                CrossoverPolicy.FIRST_EXPOSURE,
                names(CrossoverPolicy.values())))
        .dimensions(dimensions(object))
        .variants(variants(object))
        .allocations(allocations(object).stream().map(Planned::allocation).toList())
        .metrics(uses.of(object, key, kind, unitType))
        .notes(notes(object))
        .knownFrom(instant(object, "known_from", Experiment.ALWAYS))
        .stopKnownFrom(instant(object, "stop_known_from", Experiment.ALWAYS))
        .plannedStop(object.instant("planned_stop"))
        .build();
  }

  /** The history where there is one; the names alone say that it was never otherwise. */
  private static List<Dimension> dimensions(YamlObject experiment) {
    if (!experiment.has("dimension_history")) {
      return experiment.texts("dimensions").stream().map(Dimension::new).toList();
    }
    List<Dimension> dimensions = new ArrayList<>();
    for (YamlObject object : experiment.objects("dimension_history", DIMENSION, Set.of())) {
      dimensions.add(
          new Dimension(
              object.requiredText("name"),
              instant(object, "valid_from", Experiment.ALWAYS),
              instant(object, "valid_until", Dimension.IN_FORCE)));
    }
    return List.copyOf(dimensions);
  }

  private static List<Note> notes(YamlObject experiment) {
    List<Note> notes = new ArrayList<>();
    for (YamlObject object : experiment.objects("notes", NOTE, Set.of())) {
      if (!object.has("created_at")) {
        object.missing("created_at", "an instant like 2024-01-31T00:00:00Z");
      }
      long createdAt = instant(object, "created_at", 0);
      notes.add(
          new Note(
              object.requiredText("id"),
              object.choice("kind", Note.Kind.COMMENT, names(Note.Kind.values())),
              object.choice("action", Note.Action.NONE, names(Note.Action.values())),
              object.text("author", null),
              createdAt,
              Math.max(createdAt, instant(object, "valid_from", createdAt))));
    }
    notes.sort(Comparator.comparingLong(Note::validFrom));
    return List.copyOf(notes);
  }

  private List<Variant> variants(YamlObject experiment) {
    record Placed(Variant variant, long order) {}
    List<Placed> variants = new ArrayList<>();
    for (YamlObject object : experiment.objects("variants", variantKeys(), Set.of())) {
      Variant variant =
          new Variant(
              object.requiredText("key"),
              object.flag("is_control", false),
              instant(object, "valid_from", Experiment.ALWAYS));
      variants.add(new Placed(variant, object.integer("sort_order", 0)));
    }
    variants.sort(Comparator.comparingLong(Placed::order));
    return variants.stream().map(Placed::variant).toList();
  }

  /** In the order in which they act. */
  List<Planned> allocations(YamlObject experiment) {
    List<Planned> allocations = new ArrayList<>();
    for (YamlObject object : experiment.objects("allocations", allocationKeys(), Set.of())) {
      if (!object.has("effective_at")) {
        object.missing("effective_at", "an instant like 2024-01-31T00:00:00Z");
      }
      allocations.add(
          new Planned(
              instant(object, "effective_at", 0),
              object.instant("valid_from"),
              Map.copyOf(object.numberMap("weights")),
              object.number("traffic", 1.0)));
    }
    allocations.sort(Comparator.comparingLong(planned -> planned.allocation().effectiveAt()));
    return List.copyOf(allocations);
  }

  static MetricRole role(YamlObject use) {
    if (!use.has("role")) {
      use.missing("role", "primary, secondary or guardrail");
    }
    return use.choice("role", null, names(MetricRole.values()));
  }

  static MetricTerms terms(YamlObject object) {
    return new MetricTerms(
        role(object),
        object.number("margin", null),
        object.number("mde", null),
        instant(object, "valid_from", Experiment.ALWAYS),
        instant(object, "valid_until", ExperimentMetric.IN_FORCE));
  }

  static long instant(YamlObject object, String key, long otherwise) {
    Long instant = object.instant(key);
    return instant == null ? otherwise : instant;
  }

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> Map<String, E> names(E[] values) {
    Map<String, E> names = new LinkedHashMap<>();
    for (E value : values) {
      names.put(name(value), value);
    }
    return names;
  }
}
