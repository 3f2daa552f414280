package io.plumbline.jobs.io;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricTerms;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.experiment.Variant;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a document of {@link ExperimentDocuments} is written; what says nothing is left out. */
final class DocumentWriter {
  private DocumentWriter() {}

  static void write(ExperimentDocument document, JsonGenerator out) throws IOException {
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
    dimensions(out, experiment.dimensions());
    out.writeArrayFieldStart("variants");
    for (Variant variant : experiment.variants()) {
      out.writeStartObject();
      text(out, "key", variant.key());
      if (variant.isControl()) {
        out.writeBooleanField("is_control", true);
      }
      history(out, "valid_from", variant.validFrom(), Experiment.ALWAYS);
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
    if (experiment.stopKnownFrom() > experiment.startedAt()) {
      instant(out, "planned_stop", experiment.plannedStop());
    }
    if (!experiment.notes().isEmpty()) {
      out.writeArrayFieldStart("notes");
      for (Note note : experiment.notes()) {
        note(out, note);
      }
      out.writeEndArray();
    }
  }

  /** The names that are in force in the end; with times only where there was a change. */
  private static void dimensions(JsonGenerator out, List<Dimension> dimensions) throws IOException {
    out.writeArrayFieldStart("dimensions");
    for (Dimension dimension : dimensions) {
      if (!dimension.isTakenAway()) {
        out.writeString(dimension.name());
      }
    }
    out.writeEndArray();
    if (dimensions.stream().allMatch(d -> d.equals(new Dimension(d.name())))) {
      return;
    }
    out.writeArrayFieldStart("dimension_history");
    for (Dimension dimension : dimensions) {
      out.writeStartObject();
      text(out, "name", dimension.name());
      history(out, "valid_from", dimension.validFrom(), Experiment.ALWAYS);
      history(out, "valid_until", dimension.validUntil(), Dimension.IN_FORCE);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void note(JsonGenerator out, Note note) throws IOException {
    out.writeStartObject();
    text(out, "id", note.id());
    text(out, "kind", ExperimentFields.name(note.kind()));
    text(out, "action", ExperimentFields.name(note.action()));
    text(out, "author", note.author());
    instant(out, "created_at", note.createdAt());
    history(out, "valid_from", note.validFrom(), note.createdAt());
    out.writeEndObject();
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
    int last = use.terms().size() - 1;
    terms(out, use.terms().get(last));
    if (last > 0) {
      out.writeArrayFieldStart("earlier");
      for (MetricTerms earlier : use.terms().subList(0, last)) {
        out.writeStartObject();
        terms(out, earlier);
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private static void terms(JsonGenerator out, MetricTerms terms) throws IOException {
    text(out, "role", ExperimentFields.name(terms.role()));
    number(out, "margin", terms.margin());
    number(out, "mde", terms.mde());
    history(out, "valid_from", terms.validFrom(), Experiment.ALWAYS);
    history(out, "valid_until", terms.validUntil(), ExperimentMetric.IN_FORCE);
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
}
