package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The query that ships for whoever wants the published results again, over a whole warehouse. */
final class Recomputation {
  private static final Path QUERY =
      Path.of("../../sql/queries/recompute_metric_results.sql").toAbsolutePath().normalize();
  private static final List<String> KEY =
      List.of(
          "experiment_key",
          "metric_key",
          "metric_version",
          "dimension",
          "segment",
          "treatment_key",
          "is_mature",
          "as_of",
          "revision");

  /** Null in young experiments: where all are, an agreement says nothing of them. */
  private static final List<String> RARE =
      List.of(
          "difference",
          "anytime_difference_p_value",
          "anytime_difference_running_lower",
          "anytime_lift_lower",
          "adjusted_p_value",
          "guardrail_status");

  private Recomputation() {}

  /** Asserts that there is something to agree on in every column. */
  static void requireEstablished(List<Map<String, Object>> results) {
    for (String column : RARE) {
      assertThat(results).as(column).anyMatch(row -> row.get(column) != null);
    }
  }

  /**
   * Asserts that the query gives every published result to the last bit, and no other.
   *
   * @param results rows of {@code metric_results}, each in one revision only
   */
  static void check(Path warehouse, List<Map<String, Object>> results) throws Exception {
    Map<String, Map<String, Object>> published = new HashMap<>();
    results.forEach(row -> published.put(key(row), row));
    assertThat(published).hasSameSizeAs(results);
    List<String> differences = new ArrayList<>();
    int found = 0;
    for (String line : SqlRows.of(warehouse, "-f", QUERY.toString())) {
      found++;
      JsonNode row = new ObjectMapper().readTree(line);
      Map<String, Object> wanted = published.get(key(row));
      assertThat(wanted).as(line).isNotNull();
      for (Iterator<String> columns = row.fieldNames(); columns.hasNext(); ) {
        String column = columns.next();
        if (!KEY.contains(column) && !isSame(wanted.get(column), row.get(column))) {
          differences.add(
              column + " is " + row.get(column) + " and not " + wanted.get(column) + ": " + line);
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(found).isEqualTo(results.size());
  }

  private static boolean isSame(Object published, JsonNode recomputed) {
    if (published == null || recomputed.isNull()) {
      return published == null && recomputed.isNull();
    }
    if (published instanceof Double number) {
      return Double.doubleToLongBits(number)
          == Double.doubleToLongBits(recomputed.asDouble(Double.NaN));
    }
    if (published instanceof Boolean truth) {
      return recomputed.isBoolean() && truth == recomputed.asBoolean();
    }
    if (published instanceof Number number) {
      return recomputed.isIntegralNumber()
          && new BigDecimal(number.toString()).compareTo(recomputed.decimalValue()) == 0;
    }
    return published.equals(recomputed.asText());
  }

  private static String key(Map<String, Object> row) {
    StringJoiner key = new StringJoiner(" ");
    KEY.forEach(column -> key.add(String.valueOf(row.get(column))));
    return key.toString();
  }

  private static String key(JsonNode row) {
    StringJoiner key = new StringJoiner(" ");
    KEY.forEach(
        column ->
            key.add(
                column.equals("as_of")
                    ? Instant.parse(row.get(column).asText()).toString()
                    : row.get(column).asText()));
    return key.toString();
  }
}
