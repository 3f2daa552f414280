package io.plumbline.operators.codec;

import io.plumbline.core.event.EventKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Ready mappings of payloads that many have, in the words of the configuration. */
final class Presets {
  private static final String VIEWED = "Experiment Viewed";

  private Presets() {}

  /** The mapping, or null if there is none of this name and kind. */
  static Map<String, Object> of(String name, EventKind kind) {
    return all(kind).get(name);
  }

  static Set<String> names(EventKind kind) {
    return all(kind).keySet();
  }

  private static Map<String, Map<String, Object>> all(EventKind kind) {
    return kind == EventKind.EXPOSURE
        ? new TreeMap<>(
            Map.of(
                "segment", segmentExposures(),
                "growthbook", growthbookExposures(),
                "statsig", statsigExposures(),
                "launchdarkly", launchdarklyExposures(),
                "otlp", otlpExposures()))
        : new TreeMap<>(
            Map.of(
                "segment", trackedEvents(),
                "growthbook", trackedEvents(),
                "statsig", statsigEvents(),
                "launchdarkly", launchdarklyEvents()));
  }

  /** Segment's A/B testing spec: {@code track("Experiment Viewed", …)}. */
  private static Map<String, Object> segmentExposures() {
    Map<String, Object> fields = trackFields("exposure_id");
    fields.put("experiment_key", first("properties.experiment_id", "properties.experiment_name"));
    fields.put("variant_key", first("properties.variation_id", "properties.variation_name"));
    fields.put("source", "context.library.name");
    return Map.of("format", "json", "where", tracked(VIEWED), "fields", fields);
  }

  /** GrowthBook's trackingCallback, as its guide sends it to an event tracker, or by itself. */
  private static Map<String, Object> growthbookExposures() {
    Map<String, Object> fields = trackFields("exposure_id");
    fields.put(
        "experiment_key",
        first(
            "properties.experimentId",
            "properties.experiment_id",
            "experimentId",
            "experiment_id",
            "experiment.key"));
    fields.put(
        "variant_key",
        first(
            "properties.variationId",
            "properties.variation_id",
            "variationId",
            "variation_id",
            "result.key"));
    fields.put("source", Map.of("const", "growthbook"));
    return Map.of("format", "json", "where", Map.of("event", List.of(VIEWED)), "fields", fields);
  }

  /** Any tracked event under its own name; its value is Segment's value, revenue or total. */
  private static Map<String, Object> trackedEvents() {
    Map<String, Object> fields = trackFields("event_id");
    fields.put("event_name", "event");
    fields.put(
        "value",
        Map.of(
            "first",
            List.of("properties.value", "properties.revenue", "properties.total"),
            "unreadable",
            "missing"));
    return Map.of("format", "json", "where", Map.of("type", "track"), "fields", fields);
  }

  private static Map<String, Object> tracked(String event) {
    return Map.of("type", "track", "event", event);
  }

  private static Map<String, Object> trackFields(String id) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(id, "messageId");
    fields.put("event_time", first("timestamp", "originalTimestamp", "sentAt"));
    fields.put("received_at", "receivedAt");
    fields.put(
        "unit_ids",
        Map.of(
            "user", first("userId", "user_id"),
            "anonymous", first("anonymousId", "anonymous_id"),
            "device", first("context.device.id", "device_id")));
    fields.put(
        "attributes",
        Map.of(
            "*", "properties",
            "country", "context.location.country",
            "locale", "context.locale",
            "platform", first("context.device.type", "context.os.name"),
            "app_version", "context.app.version"));
    return fields;
  }

  /** Statsig's event webhook: a batch in {@code data}, a bare list, or an event a message. */
  private static Map<String, Object> statsigExposures() {
    Map<String, Object> fields = statsigFields("exposure_id");
    fields.put("experiment_key", first("metadata.config", "metadata.gate"));
    fields.put(
        "variant_key",
        first("metadata.experimentGroupName", "metadata.gateValue", "metadata.ruleID"));
    fields.put("source", Map.of("const", "statsig"));
    Map<String, Object> preset = statsig(fields);
    preset.put(
        "where",
        Map.of("eventName", List.of("statsig::experiment_exposure", "statsig::gate_exposure")));
    preset.put("unsampled", Map.of("statsigMetadata.samplingRate", 1));
    return preset;
  }

  private static Map<String, Object> statsigEvents() {
    Map<String, Object> fields = statsigFields("event_id");
    fields.put("event_name", "eventName");
    // A custom event's value may be a text as well.
    fields.put("value", Map.of("path", "value", "unreadable", "missing"));
    return statsig(fields);
  }

  private static Map<String, Object> statsig(Map<String, Object> fields) {
    Map<String, Object> preset = new LinkedHashMap<>();
    preset.put("format", "json");
    preset.put("explode", first("data", "$"));
    preset.put("fields", fields);
    return preset;
  }

  private static Map<String, Object> statsigFields(String id) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(id, "timeUUID");
    fields.put("event_time", Map.of("path", "timestamp", "unit", "ms"));
    fields.put(
        "unit_ids",
        Map.of(
            "user", first("user.userID", "userID"),
            "stable", first("user.stableID", "user.customIDs.stableID"),
            "*", "user.customIDs"));
    fields.put(
        "attributes",
        Map.of(
            "*", List.of("user.custom", "metadata"),
            "country", "user.country",
            "locale", "user.locale",
            "app_version", "user.appVersion"));
    return fields;
  }

  /**
   * LaunchDarkly's streaming Data Export, both versions of its schema. Only evaluations that were
   * part of an experiment: the others follow targeting, which is not random.
   */
  private static Map<String, Object> launchdarklyExposures() {
    Map<String, Object> fields = launchdarklyFields("exposure_id");
    fields.put("experiment_key", "key");
    fields.put("variant_key", first("variationName", "variation"));
    fields.put("source", Map.of("const", "launchdarkly"));
    Map<String, Object> preset = launchdarkly(fields);
    preset.put("where", Map.of("kind", "feature", "reason.inExperiment", true));
    preset.put("unsampled", Map.of("samplingRatio", 1));
    return preset;
  }

  private static Map<String, Object> launchdarklyEvents() {
    Map<String, Object> fields = launchdarklyFields("event_id");
    fields.put("event_name", "key");
    fields.put("value", first("metricValue", "data.metricValue"));
    Map<String, Object> preset = launchdarkly(fields);
    preset.put("where", Map.of("kind", List.of("custom", "click", "pageview")));
    preset.put("unsampled", Map.of("samplingRatio", 1));
    return preset;
  }

  private static Map<String, Object> launchdarkly(Map<String, Object> fields) {
    Map<String, Object> preset = new LinkedHashMap<>();
    preset.put("format", "json");
    // Version 1 wraps the event.
    preset.put("explode", first("event", "$"));
    preset.put("fields", fields);
    return preset;
  }

  private static Map<String, Object> launchdarklyFields(String id) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(id, "id");
    fields.put("event_time", Map.of("path", "creationDate", "unit", "ms"));
    fields.put(
        "unit_ids",
        Map.of("*", "contextKeys", "user", first("contextKeys.user", "userKey", "user.key")));
    fields.put("attributes", "context");
    return fields;
  }

  /**
   * OpenTelemetry's {@code feature_flag.evaluation} events. What the Collector's probabilistic
   * sampler has thinned out carries {@code sampling.threshold}; 0 is every record.
   */
  private static Map<String, Object> otlpExposures() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("experiment_key", attribute("feature_flag.key"));
    fields.put(
        "variant_key",
        first(
            attribute("feature_flag.result.variant"),
            attribute("feature_flag.variant"),
            attribute("feature_flag.result.value")));
    fields.put("unit_id", attribute("feature_flag.context.id"));
    fields.put(
        "event_time",
        Map.of(
            "first",
            List.of(
                Map.of("path", "timeUnixNano", "unit", "ns"),
                Map.of("path", "observedTimeUnixNano", "unit", "ns"))));
    fields.put(
        "attributes",
        Map.of(
            "*",
            "attributes",
            "service.name",
            "resource.attributes.\"service.name\"",
            "deployment.environment.name",
            "resource.attributes.\"deployment.environment.name\""));
    fields.put(
        "source",
        first(attribute("feature_flag.provider.name"), attribute("feature_flag.provider_name")));
    List<String> errors = List.of("error", "ERROR");
    return Map.of(
        "format",
        "otlp-json",
        "where",
        Map.of("eventName", List.of("feature_flag.evaluation", "feature_flag")),
        "drop",
        Map.of(
            attribute("feature_flag.result.reason"),
            errors,
            attribute("feature_flag.evaluation.reason"),
            errors),
        "unsampled",
        Map.of(attribute("sampling.threshold"), "0"),
        "fields",
        fields);
  }

  private static String attribute(String name) {
    return "attributes.\"" + name + "\"";
  }

  private static Map<String, Object> first(String... paths) {
    return Map.of("first", List.of(paths));
  }
}
