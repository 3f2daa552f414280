package io.plumbline.jobs.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentValidator;
import io.plumbline.core.experiment.MetricTerms;
import io.plumbline.core.experiment.Problem;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON of the topic {@code experiment-config}:
 *
 * <pre>
 * key KEY:         {"experiment": {FIELDS, "known_from", "stop_known_from", "planned_stop",
 *                                  "dimension_history": [{"name", "valid_from", "valid_until"}],
 *                                  "variants": [{..., "valid_from"}], "allocations": [{..., "valid_from"}],
 *                                  "notes": [{"id", "kind", "action", "author", "created_at", "valid_from"}]},
 *                   "metrics": [{"metric": {DEFINITION, "valid_from"}, TERMS, "earlier": [{TERMS}]}]}
 * TERMS:           "role", "margin", "mde", "valid_from", "valid_until"
 * key __heartbeat: {"heartbeat_at": "2024-01-01T00:00:00Z"}
 * </pre>
 *
 * <p>Fields are those of the file, read as strictly. Times that are missing mean from the
 * beginning, and until for ever; a missing history means that it was never otherwise. The metrics
 * may also stand inside the experiment. A record without a value takes back an experiment that has
 * not started, and is nothing to one that has.
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
      uses.add(new ExperimentMetric(fields.metric(definition), terms(use)));
    }
    return List.copyOf(uses);
  }

  /** The earlier ones, and the last. */
  private static List<MetricTerms> terms(YamlObject use) {
    List<MetricTerms> terms = new ArrayList<>();
    for (YamlObject earlier : use.objects("earlier", ExperimentFields.TERMS, Set.of())) {
      terms.add(ExperimentFields.terms(earlier));
    }
    terms.add(ExperimentFields.terms(use));
    terms.sort(Comparator.comparingLong(MetricTerms::validFrom));
    return terms;
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
          out.writeStringField(HEARTBEAT_AT, Instant.ofEpochMilli(heartbeatAt).toString());
          out.writeEndObject();
        });
  }

  /** One line; the same document always the same text. */
  public static String write(ExperimentDocument document) {
    return json(out -> DocumentWriter.write(document, out));
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
