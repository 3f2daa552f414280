package io.plumbline.e2e.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rows of the database say of one experiment at one moment; times are the rows' own.
 *
 * @param fixed what cannot change once it has started, but the variants
 * @param weights by own time, in the order of the variants
 * @param metrics by key, as text: what defines each, and what it is there for
 */
record StatedExperiment(
    String key,
    String status,
    Long startedAt,
    Long stoppedAt,
    Fixed fixed,
    List<String> variants,
    int control,
    List<String> dimensions,
    TreeMap<Long, Weights> weights,
    Map<String, Use> metrics) {

  private static final Pattern INTERVAL =
      Pattern.compile(
          "P(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)D)?(?:T(?:(\\d+)H)?(?:(\\d+)M)?(?:([\\d.]+)S)?)?");
  private static final String EXPERIMENT_KEY = "experiment_key";

  record Fixed(
      String unitType,
      String salt,
      String hashVersion,
      double srmAlpha,
      double alpha,
      long plannedUnits,
      String crossoverPolicy) {}

  record Weights(List<BigDecimal> ofVariants, BigDecimal traffic) {}

  /**
   * @param definition its row in the table of metrics, without words
   */
  record Use(JsonNode definition, String role, Double margin, Double mde) {

    int version() {
      return definition.get("version").asInt();
    }
  }

  boolean isDraft() {
    return status.equals("draft");
  }

  /**
   * @param tables name to rows by key
   * @param row of the table of experiments
   */
  static StatedExperiment of(JsonNode row, Map<String, Map<String, JsonNode>> tables) {
    String key = row.get("key").asText();
    List<JsonNode> variantRows = ofExperiment(tables, "variants", key);
    variantRows.sort(
        Comparator.comparingInt((JsonNode variant) -> variant.get("sort_order").asInt())
            .thenComparing(variant -> variant.get("key").asText()));
    List<String> variants = variantRows.stream().map(v -> v.get("key").asText()).toList();
    int control = -1;
    for (int i = 0; i < variants.size(); i++) {
      control = variantRows.get(i).get("is_control").asBoolean() ? i : control;
    }
    TreeMap<Long, Weights> weights = new TreeMap<>();
    for (JsonNode allocation : ofExperiment(tables, "allocations", key)) {
      JsonNode byVariant = CapturedLog.parsed(allocation.get("weights").asText());
      weights.put(
          millis(allocation.get("effective_at")),
          new Weights(
              variants.stream().map(v -> new BigDecimal(byVariant.path(v).asText("0"))).toList(),
              allocation.get("traffic").decimalValue()));
    }
    return new StatedExperiment(
        key,
        row.get("status").asText(),
        millis(row.get("started_at")),
        millis(row.get("stopped_at")),
        new Fixed(
            row.get("unit_type").asText(),
            row.get("salt").asText(null),
            row.get("hash_version").asText(),
            row.get("srm_alpha").asDouble(),
            row.get("alpha").asDouble(),
            row.get("planned_units").asLong(),
            row.get("crossover_policy").asText()),
        variants,
        control,
        texts(row.get("dimensions")),
        weights,
        metrics(row, tables));
  }

  private static Map<String, Use> metrics(JsonNode row, Map<String, Map<String, JsonNode>> tables) {
    Map<String, Use> metrics = new LinkedHashMap<>();
    Map<String, JsonNode> definitions = new LinkedHashMap<>();
    for (JsonNode metric : tables.get("metrics").values()) {
      definitions.put(metric.get("key").asText(), metric);
    }
    for (JsonNode use : ofExperiment(tables, "experiment_metrics", row.get("key").asText())) {
      String metric = use.get("metric_key").asText();
      metrics.put(
          metric,
          new Use(
              definitions.get(metric),
              use.get("role").asText(),
              number(use.get("margin")),
              number(use.get("mde"))));
    }
    if (row.get("kind").asText().equals("flag")) {
      definitions.forEach(
          (metric, definition) -> {
            if (texts(definition.get("default_for")).contains(row.get("unit_type").asText())) {
              metrics.putIfAbsent(metric, new Use(definition, "secondary", null, null));
            }
          });
    }
    return metrics;
  }

  private static List<JsonNode> ofExperiment(
      Map<String, Map<String, JsonNode>> tables, String table, String key) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode row : tables.get(table).values()) {
      if (row.get(EXPERIMENT_KEY).asText().equals(key)) {
        rows.add(row);
      }
    }
    return rows;
  }

  static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    JsonNode items = list instanceof TextNode ? CapturedLog.parsed(list.asText()) : list;
    items.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Null of null; what is finer is cut off. */
  static Long millis(JsonNode time) {
    return time.isNull() ? null : OffsetDateTime.parse(time.asText()).toInstant().toEpochMilli();
  }

  /** Milliseconds of P0Y0M1DT2H3M4.5S; null of null. */
  static Long interval(JsonNode text) {
    if (text.isNull()) {
      return null;
    }
    Matcher parts = INTERVAL.matcher(text.asText());
    if (!parts.matches() || part(parts, 1).signum() != 0 || part(parts, 2).signum() != 0) {
      throw new IllegalArgumentException("interval " + text);
    }
    return part(parts, 3)
        .multiply(BigDecimal.valueOf(Duration.ofDays(1).toMillis()))
        .add(part(parts, 4).multiply(BigDecimal.valueOf(Duration.ofHours(1).toMillis())))
        .add(part(parts, 5).multiply(BigDecimal.valueOf(Duration.ofMinutes(1).toMillis())))
        .add(part(parts, 6).movePointRight(3))
        .longValueExact();
  }

  private static BigDecimal part(Matcher parts, int group) {
    return parts.group(group) == null ? BigDecimal.ZERO : new BigDecimal(parts.group(group));
  }

  private static Double number(JsonNode value) {
    return value.isNull() ? null : (Double) value.asDouble();
  }
}
