package io.plumbline.jobs.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentValidator;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.Problem;
import io.plumbline.core.experiment.Variant;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The JSON of the topic {@code experiment-config}:
 *
 * <pre>
 * key KEY:         {"experiment": {FIELDS, "known_from", "stop_known_from", "allocations": [{..., "valid_from"}]},
 *                   "metrics": [{"metric": {DEFINITION, "valid_from"}, "role", "margin", "mde", "valid_until"}]}
 * key __heartbeat: {"heartbeat_at": "2024-01-01T00:00:00Z"}
 * </pre>
 *
 * <p>Fields are those of the file, read as strictly. Times that are missing mean from the
 * beginning, and until for ever. The metrics may also stand inside the experiment.
 */
public final class ExperimentDocuments {
  public static final String HEARTBEAT_KEY = "__heartbeat";

  private static final JsonFactory JSON = new JsonFactory();
  private static final List<String> ROOT = List.of("experiment", "metrics");
  private static final String HEARTBEAT_AT = "heartbeat_at";

  private ExperimentDocuments() {}

  /**
   * @param key of the record, which must be the experiment's
   * @throws ConfigurationException naming all that is wrong
   */
  public static ExperimentDocument read(String key, byte[] json) {
    List<String> errors = new ArrayList<>();
    YamlObject root = YamlObject.of(JsonNodes.parse(json), "", ROOT, Set.of(), errors);
    ExperimentFields fields = ExperimentFields.ofDocument(errors);
    YamlObject object = root.object("experiment", fields.experimentKeys(), Set.of());
    if (object == null) {
      errors.add("experiment is missing; allowed: a mapping with " + fields.experimentKeys());
      throw new ConfigurationException(errors);
    }
    if (ExperimentFields.status(object) == ExperimentFields.Status.DRAFT) {
      errors.add("experiment.status is draft; allowed: running, stopped");
    }
    if (root.has("metrics") && object.has("metrics")) {
      errors.add("metrics stand beside and inside the experiment; allowed: one of them");
    }
    Experiment experiment =
        fields.experiment(
            object,
            (within, name, kind, unitType) -> uses(root.has("metrics") ? root : within, fields));
    if (!experiment.key().equals(key)) {
      errors.add("experiment.key is " + experiment.key() + "; allowed: the record's key, " + key);
    }
    if (errors.isEmpty()) {
      ExperimentValidator.validate(experiment).stream()
          .filter(Problem::isError)
          .map(Problem::message)
          .forEach(errors::add);
    }
    if (!errors.isEmpty()) {
      throw new ConfigurationException(errors.stream().distinct().toList());
    }
    return new ExperimentDocument(experiment, ownTimes(fields.allocations(object)));
  }

  private static Map<Long, Long> ownTimes(List<ExperimentFields.Planned> allocations) {
    Map<Long, Long> own = new HashMap<>();
    for (ExperimentFields.Planned planned : allocations) {
      long begin = planned.allocation().effectiveAt();
      if (begin != planned.effectiveAt()) {
        own.put(begin, planned.effectiveAt());
      }
    }
    return own;
  }

  private static List<ExperimentMetric> uses(YamlObject parent, ExperimentFields fields) {
    List<ExperimentMetric> uses = new ArrayList<>();
    for (YamlObject use : parent.objects("metrics", fields.useKeys(), Set.of())) {
      YamlObject definition = use.object("metric", fields.metricKeys(), ExperimentFields.LATER);
      if (definition == null) {
        use.missing("metric", "its definition, a mapping with " + fields.metricKeys());
        continue;
      }
      uses.add(
          new ExperimentMetric(
              fields.metric(definition),
              ExperimentFields.role(use),
              use.number("margin", null),
              use.number("mde", null),
              ExperimentFields.instant(use, "valid_until", ExperimentMetric.IN_FORCE)));
    }
    return List.copyOf(uses);
  }

  /**
   * @return milliseconds since the epoch
   * @throws ConfigurationException if it says no time
   */
  public static long readHeartbeat(byte[] json) {
    List<String> errors = new ArrayList<>();
    YamlObject root =
        YamlObject.of(JsonNodes.parse(json), "", List.of(HEARTBEAT_AT), Set.of(), errors);
    Long at = root.instant(HEARTBEAT_AT);
    if (at == null && errors.isEmpty()) {
      root.missing(HEARTBEAT_AT, "an instant like 2024-01-31T00:00:00Z");
    }
    if (!errors.isEmpty()) {
      throw new ConfigurationException(errors);
    }
    return at;
  }

  public static String writeHeartbeat(long heartbeatAt) {
    return json(
        out -> {
          out.writeStartObject();
          instant(out, HEARTBEAT_AT, heartbeatAt);
          out.writeEndObject();
        });
  }

  /** One line; the same document always the same text. */
  public static String write(ExperimentDocument document) {
    return json(
        out -> {
          out.writeStartObject();
          out.writeObjectFieldStart("experiment");
          experiment(out, document);
          out.writeEndObject();
          out.writeArrayFieldStart("metrics");
          for (ExperimentMetric use : document.experiment().metrics()) {
            use(out, use);
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private static void experiment(JsonGenerator out, ExperimentDocument document)
      throws IOException {
    Experiment experiment = document.experiment();
    text(out, "key", experiment.key());
    if (experiment.kind() != ExperimentKind.EXPERIMENT) {
      text(out, "kind", ExperimentFields.name(experiment.kind()));
    }
    text(out, "name", experiment.name());
    text(out, "hypothesis", experiment.hypothesis());
    text(out, "owner", experiment.owner());
    text(out, "unit_type", experiment.unitType());
    instant(out, "started_at", experiment.startedAt());
    instant(out, "stopped_at", experiment.stoppedAt());
    text(out, "salt", experiment.salt());
    text(out, "hash_version", experiment.hashVersion());
    out.writeNumberField("srm_alpha", experiment.srmAlpha());
    out.writeNumberField("alpha", experiment.alpha());
    out.writeNumberField("planned_units", experiment.plannedUnits());
    text(out, "crossover_policy", ExperimentFields.name(experiment.crossoverPolicy()));
    out.writeArrayFieldStart("dimensions");
    for (String dimension : experiment.dimensions()) {
      out.writeString(dimension);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("variants");
    for (Variant variant : experiment.variants()) {
      out.writeStartObject();
      text(out, "key", variant.key());
      if (variant.isControl()) {
        out.writeBooleanField("is_control", true);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("allocations");
    for (Allocation allocation : experiment.allocations()) {
      allocation(out, allocation, document.effectiveAt(allocation));
    }
    out.writeEndArray();
    history(out, "known_from", experiment.knownFrom(), Experiment.ALWAYS);
    history(out, "stop_known_from", experiment.stopKnownFrom(), Experiment.ALWAYS);
  }

  private static void allocation(JsonGenerator out, Allocation allocation, long effectiveAt)
      throws IOException {
    out.writeStartObject();
    instant(out, "effective_at", effectiveAt);
    out.writeObjectFieldStart("weights");
    for (Map.Entry<String, BigDecimal> weight : new TreeMap<>(allocation.weights()).entrySet()) {
      out.writeNumberField(weight.getKey(), weight.getValue());
    }
    out.writeEndObject();
    out.writeNumberField("traffic", allocation.traffic());
    history(out, "valid_from", allocation.effectiveAt(), effectiveAt);
    out.writeEndObject();
  }

  private static void use(JsonGenerator out, ExperimentMetric use) throws IOException {
    Metric metric = use.metric();
    out.writeStartObject();
    out.writeObjectFieldStart("metric");
    text(out, "key", metric.key());
    out.writeNumberField("version", metric.version());
    text(out, "kind", ExperimentFields.name(metric.kind()));
    text(out, "event_name", metric.eventName());
    if (!metric.eventFilter().isEmpty()) {
      out.writeObjectFieldStart("event_filter");
      for (Map.Entry<String, String> wanted : new TreeMap<>(metric.eventFilter()).entrySet()) {
        out.writeStringField(wanted.getKey(), wanted.getValue());
      }
      out.writeEndObject();
    }
    out.writeNumberField("decimals", metric.decimals());
    text(out, "delay", Duration.ofMillis(metric.delayMs()).toString());
    if (metric.windowMs() != null) {
      text(out, "attribution_window", Duration.ofMillis(metric.windowMs()).toString());
    }
    out.writeBooleanField("mature_only", metric.matureOnly());
    number(out, "cap_lower", metric.capLower());
    number(out, "cap_upper", metric.capUpper());
    out.writeBooleanField("higher_is_better", metric.higherIsBetter());
    text(out, "description", metric.description());
    history(out, "valid_from", metric.validFrom(), Long.MIN_VALUE);
    out.writeEndObject();
    text(out, "role", ExperimentFields.name(use.role()));
    number(out, "margin", use.margin());
    number(out, "mde", use.mde());
    history(out, "valid_until", use.validUntil(), ExperimentMetric.IN_FORCE);
    out.writeEndObject();
  }

  private static void text(JsonGenerator out, String key, String value) throws IOException {
    if (value != null) {
      out.writeStringField(key, value);
    }
  }

  private static void number(JsonGenerator out, String key, Double value) throws IOException {
    if (value != null) {
      out.writeNumberField(key, value);
    }
  }

  private static void instant(JsonGenerator out, String key, Long ms) throws IOException {
    if (ms != null) {
      out.writeStringField(key, Instant.ofEpochMilli(ms).toString());
    }
  }

  /** An instant, unless it is what holds without it. */
  private static void history(JsonGenerator out, String key, long ms, long otherwise)
      throws IOException {
    if (ms != otherwise) {
      instant(out, key, ms);
    }
  }

  private interface Body {
    void write(JsonGenerator out) throws IOException;
  }

  private static String json(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
