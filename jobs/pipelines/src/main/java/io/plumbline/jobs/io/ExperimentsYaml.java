package io.plumbline.jobs.io;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentValidator;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/** Experiments and metrics as one YAML file, the configuration of a bounded run. */
public final class ExperimentsYaml {
  private static final List<String> ROOT = List.of("experiments", "metrics");

  private record DefinedMetric(Metric metric, List<String> defaultFor) {}

  private final List<String> errors = new ArrayList<>();
  private final ExperimentFields fields = ExperimentFields.ofFile(errors);
  private final List<Problem> warnings = new ArrayList<>();
  private final Map<String, DefinedMetric> metrics = new LinkedHashMap<>();
  private final List<Experiment> experiments = new ArrayList<>();

  private ExperimentsYaml() {}

  /**
   * @throws ConfigurationException naming every problem of the file, one a line
   */
  public static ExperimentsFile read(Path file) {
    ExperimentsYaml reader = new ExperimentsYaml();
    reader.document(YamlFiles.parse(file, "experiments and metrics"));
    if (!reader.errors.isEmpty()) {
      throw new ConfigurationException(
          reader.errors.stream().distinct().map(problem -> file + ": " + problem).toList());
    }
    return new ExperimentsFile(List.copyOf(reader.experiments), List.copyOf(reader.warnings));
  }

  private void document(Node node) {
    YamlObject root = YamlObject.of(node, "", ROOT, Set.of(), errors);
    List<Metric> defined = new ArrayList<>();
    Set<String> reported = new HashSet<>();
    for (YamlObject object : root.objects("metrics", fields.metricKeys(), ExperimentFields.LATER)) {
      int before = errors.size();
      Metric metric = fields.metric(object);
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
    List<YamlObject> objects = root.objects("experiments", fields.experimentKeys(), Set.of());
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

  /** Null for a draft. */
  private Experiment experiment(YamlObject object) {
    if (ExperimentFields.status(object) == ExperimentFields.Status.DRAFT) {
      String key = object.requiredText("key");
      warnings.add(
          Problem.warning("experiment " + key, "status", "draft: it is left out", "running"));
      return null;
    }
    return fields.experiment(object, this::uses);
  }

  private List<ExperimentMetric> uses(
      YamlObject experiment, String experimentKey, ExperimentKind kind, String unitType) {
    List<ExperimentMetric> uses = new ArrayList<>();
    for (YamlObject object : experiment.objects("metrics", fields.useKeys(), Set.of())) {
      String key = object.requiredText("metric");
      MetricRole role = ExperimentFields.role(object);
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
}
