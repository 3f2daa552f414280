package io.plumbline.local.simulate;

import java.util.List;
import java.util.Map;

/** The configuration file: one YAML document, the fields of the configuration database nested. */
final class ConfigurationText {

  private ConfigurationText() {}

  static String of(List<SimulatedExperiment> experiments, List<SimulatedMetric> metrics) {
    StringBuilder out = new StringBuilder("experiments:\n");
    experiments.forEach(experiment -> appendExperiment(out, experiment));
    out.append("metrics:\n");
    metrics.forEach(metric -> appendMetric(out, metric));
    return out.toString();
  }

  private static void appendExperiment(StringBuilder out, SimulatedExperiment experiment) {
    out.append("  - key: ").append(experiment.key()).append('\n');
    experiment.settings().forEach((field, scalar) -> appendField(out, field, scalar));
    appendField(out, "unit_type", experiment.unitType());
    appendField(out, "started_at", experiment.startedAt().toString());
    if (experiment.stoppedAt() != null) {
      appendField(out, "stopped_at", experiment.stoppedAt().toString());
    }
    out.append("    variants:\n");
    for (int i = 0; i < experiment.variants().size(); i++) {
      // quoted: "on" and "off" are booleans to some readers of YAML
      out.append("      - {key: ").append(Json.quoted(experiment.variants().get(i)));
      out.append(i == 0 ? ", is_control: true}\n" : "}\n");
    }
    out.append("    allocations:\n");
    for (SimulatedExperiment.Allocation allocation : experiment.allocations()) {
      out.append("      - {effective_at: ").append(allocation.effectiveAt()).append(", weights: {");
      for (int i = 0; i < allocation.weights().length; i++) {
        out.append(i == 0 ? "" : ", ").append(Json.quoted(experiment.variants().get(i)));
        out.append(": ").append(allocation.weights()[i]);
      }
      out.append("}}\n");
    }
    if (!experiment.dimensions().isEmpty()) {
      appendField(out, "dimensions", "[" + String.join(", ", experiment.dimensions()) + "]");
    }
    out.append("    metrics:\n");
    experiment
        .metrics()
        .forEach(
            (key, fields) -> {
              out.append("      - {metric: ").append(key);
              appendInline(out, fields);
            });
  }

  private static void appendMetric(StringBuilder out, SimulatedMetric metric) {
    out.append("  - {key: ").append(metric.key());
    out.append(", kind: ").append(metric.kind());
    out.append(", event_name: ").append(metric.eventName());
    out.append(", description: ").append(Json.quoted(metric.description()));
    appendInline(out, metric.settings());
  }

  private static void appendField(StringBuilder out, String field, String scalar) {
    out.append("    ").append(field).append(": ").append(scalar).append('\n');
  }

  private static void appendInline(StringBuilder out, Map<String, String> fields) {
    fields.forEach((field, scalar) -> out.append(", ").append(field).append(": ").append(scalar));
    out.append("}\n");
  }
}
