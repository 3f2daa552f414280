package io.plumbline.jobs.io;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentValidator;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.Problem;
import io.plumbline.core.experiment.Variant;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Experiments and metrics as one YAML file, the configuration of a bounded run. */
public final class ExperimentsYaml {
  private static final List<String> ROOT = List.of("experiments", "metrics");
  private static final List<String> EXPERIMENT =
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
  private static final List<String> VARIANT = List.of("key", "is_control", "sort_order");
  private static final List<String> ALLOCATION = List.of("effective_at", "weights", "traffic");
  private static final List<String> USE = List.of("metric", "role", "margin", "mde");
  private static final List<String> METRIC =
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
  private static final Set<String> LATER =
      Set.of("denominator_event_name", "covariate_days", "quantile", "steps");
  private static final Set<String> LATER_KINDS = Set.of("ratio", "quantile", "funnel");

  private enum Status {
    DRAFT,
    RUNNING,
    STOPPED
  }

  private record DefinedMetric(Metric metric, List<String> defaultFor) {}

  private final List<String> errors = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private final Map<String, DefinedMetric> metrics = new LinkedHashMap<>();
  private final List<Experiment> experiments = new ArrayList<>();

  private ExperimentsYaml() {}

  /**
   * @throws ConfigurationException naming every problem of the file, one a line
   */
  public static ExperimentsFile read(Path file) {
    ExperimentsYaml reader = new ExperimentsYaml();
    Node document = parse(file);
    if (document == null) {
      throw new ConfigurationException(file + ": is empty; allowed: experiments and metrics");
    }
    reader.document(document);
    if (!reader.errors.isEmpty()) {
      throw new ConfigurationException(
          reader.errors.stream().distinct().map(problem -> file + ": " + problem).toList());
    }
    return new ExperimentsFile(List.copyOf(reader.experiments), List.copyOf(reader.warnings));
  }

  private static Node parse(Path file) {
    if (Files.isDirectory(file)) {
      throw new ConfigurationException(file + ": is a folder; allowed: a YAML file");
    }
    try {
      String text = Files.readString(file);
      return new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(file + ": is not a text; allowed: YAML in UTF-8", e);
    } catch (IOException e) {
      throw new ConfigurationException(
          file
              + (Files.exists(file) ? ": cannot be read" : ": does not exist")
              + "; allowed: a YAML file",
          e);
    } catch (MarkedYAMLException e) {
      String place =
          e.getProblemMark() == null
              ? ""
              : " (line "
                  + (e.getProblemMark().getLine() + 1)
                  + ", column "
                  + (e.getProblemMark().getColumn() + 1)
                  + ")";
      throw new ConfigurationException(file + place + ": is not YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new ConfigurationException(file + ": is not YAML: " + e.getMessage(), e);
    }
  }

  private void document(Node node) {
    YamlObject root = YamlObject.of(node, "", ROOT, Set.of(), errors);
    List<Metric> defined = new ArrayList<>();
    Set<String> reported = new HashSet<>();
    for (YamlObject object : root.objects("metrics", METRIC, LATER)) {
      int before = errors.size();
      Metric metric = metric(object);
      DefinedMetric definition = new DefinedMetric(metric, object.texts("default_for"));
      if (metrics.putIfAbsent(metric.key(), definition) != null) {
        errors.add(object.at("key") + " is " + metric.key() + " again; allowed: each key once");
      } else {
        defined.add(metric);
      }
      if (object.isFaulty() || errors.size() > before) {
        reported.add("metric " + metric.key());
      }
    }
    List<YamlObject> objects = root.objects("experiments", EXPERIMENT, Set.of());
    if (objects.isEmpty() && errors.isEmpty()) {
      root.missing("experiments", "one or more experiments");
    }
    List<Experiment> judged = new ArrayList<>();
    for (YamlObject object : objects) {
      int before = errors.size();
      Experiment experiment = experiment(object);
      if (experiment != null && !object.isFaulty() && errors.size() == before) {
        judged.add(experiment);
      }
    }
    for (Problem problem : ExperimentValidator.validate(judged, defined)) {
      if (!problem.isError()) {
        warnings.add(problem);
      } else if (!reported.contains(problem.subject())) {
        errors.add(problem.message());
      }
    }
    experiments.addAll(judged);
    if (errors.isEmpty() && experiments.isEmpty()) {
      errors.add("experiments are all drafts; allowed: at least one that runs");
    }
    unusedMetrics();
  }

  private void unusedMetrics() {
    Set<String> used =
        experiments.stream()
            .flatMap(experiment -> experiment.metrics().stream())
            .map(use -> use.metric().key())
            .collect(Collectors.toSet());
    for (String key : metrics.keySet()) {
      if (!used.contains(key)) {
        warnings.add(
            Problem.warning("metric " + key, "key", "of no experiment's metrics", "use or remove"));
      }
    }
  }

  private Metric metric(YamlObject object) {
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
        Long.MIN_VALUE);
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

  /** Null for a draft. */
  private Experiment experiment(YamlObject object) {
    String key = object.requiredText("key");
    Status status = object.choice("status", Status.RUNNING, names(Status.values()));
    if (status == Status.DRAFT) {
      warnings.add(
          Problem.warning("experiment " + key, "status", "draft: it is left out", "running"));
      return null;
    }
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
    return new Experiment(
        key,
        kind,
        object.text("name", null),
        object.text("hypothesis", null),
        object.text("owner", null),
        unitType,
        startedAt == null ? 0 : startedAt,
        object.instant("stopped_at"),
        object.text("salt", null),
        object.text("hash_version", "sha256"),
        object.number("srm_alpha", 0.001),
        object.number("alpha", 0.05),
        object.integer("planned_units", 5000),
        object.choice(
            "crossover_policy", CrossoverPolicy.FIRST_EXPOSURE, names(CrossoverPolicy.values())),
        List.copyOf(object.texts("dimensions")),
        variants(object),
        allocations(object),
        uses(object, key, kind, unitType));
  }

  private static List<Variant> variants(YamlObject experiment) {
    record Placed(Variant variant, long order) {}
    List<Placed> variants = new ArrayList<>();
    for (YamlObject object : experiment.objects("variants", VARIANT, Set.of())) {
      Variant variant = new Variant(object.requiredText("key"), object.flag("is_control", false));
      variants.add(new Placed(variant, object.integer("sort_order", 0)));
    }
    variants.sort(Comparator.comparingLong(Placed::order));
    return variants.stream().map(Placed::variant).toList();
  }

  private static List<Allocation> allocations(YamlObject experiment) {
    List<Allocation> allocations = new ArrayList<>();
    for (YamlObject object : experiment.objects("allocations", ALLOCATION, Set.of())) {
      if (!object.has("effective_at")) {
        object.missing("effective_at", "an instant like 2024-01-31T00:00:00Z");
      }
      Long effectiveAt = object.instant("effective_at");
      allocations.add(
          new Allocation(
              effectiveAt == null ? 0 : effectiveAt,
              Map.copyOf(object.numberMap("weights")),
              object.number("traffic", 1.0)));
    }
    allocations.sort(Comparator.comparingLong(Allocation::effectiveAt));
    return List.copyOf(allocations);
  }

  private List<ExperimentMetric> uses(
      YamlObject experiment, String experimentKey, ExperimentKind kind, String unitType) {
    List<ExperimentMetric> uses = new ArrayList<>();
    for (YamlObject object : experiment.objects("metrics", USE, Set.of())) {
      String key = object.requiredText("metric");
      MetricRole role = object.choice("role", null, names(MetricRole.values()));
      if (!object.has("role")) {
        object.missing("role", "primary, secondary or guardrail");
      }
      DefinedMetric defined = metrics.get(key);
      if (defined == null) {
        errors.add(
            ExperimentValidator.unknownMetric(experimentKey, key, metrics.keySet()).message());
      } else {
        uses.add(
            new ExperimentMetric(
                defined.metric(), role, object.number("margin", null), object.number("mde", null)));
      }
    }
    if (kind == ExperimentKind.FLAG) {
      Set<String> named = uses.stream().map(use -> use.metric().key()).collect(Collectors.toSet());
      for (DefinedMetric defined : metrics.values()) {
        if (defined.defaultFor().contains(unitType) && !named.contains(defined.metric().key())) {
          uses.add(new ExperimentMetric(defined.metric(), MetricRole.SECONDARY, null, null));
        }
      }
    }
    return List.copyOf(uses);
  }

  private static <E extends Enum<E>> Map<String, E> names(E[] values) {
    Map<String, E> names = new LinkedHashMap<>();
    for (E value : values) {
      names.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return names;
  }
}
