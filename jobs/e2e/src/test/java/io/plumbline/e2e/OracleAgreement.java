package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.e2e.oracle.Oracle;
import io.plumbline.e2e.oracle.RowComparison;
import io.plumbline.e2e.oracle.RowComparison.Report;
import io.plumbline.schemas.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;

/** Every row of every table is the oracle's, and the oracle's rows are all there. */
final class OracleAgreement {
  private static final String RESULTS = "metric_results";

  private OracleAgreement() {}

  /**
   * Of jobs that may have gone on since.
   *
   * @param upTo the last tick of which all rows must be there
   */
  static void check(
      Map<String, List<Map<String, Object>>> expected,
      Map<String, List<Map<String, Object>>> actual,
      Instant upTo) {
    Map<String, List<Map<String, Object>>> published = new HashMap<>();
    expected
        .keySet()
        .forEach(
            table -> {
              if (actual.containsKey(table)) {
                published.put(table, Oracle.published(actual.get(table), upTo));
              }
            });
    check(expected, published);
  }

  static void check(
      Map<String, List<Map<String, Object>>> expected,
      Map<String, List<Map<String, Object>>> actual) {
    SoftAssertions softly = new SoftAssertions();
    expected.forEach(
        (table, rows) -> {
          if (table.equals(Oracle.UNPUBLISHED_RESULTS) || !isWritten(table)) {
            return;
          }
          List<Map<String, Object>> wanted = new ArrayList<>(rows);
          List<Map<String, Object>> found = actual.get(table);
          if (table.equals(RESULTS)) {
            wanted.addAll(ofChangedReasons(rows, expected.get(Oracle.UNPUBLISHED_RESULTS), found));
          }
          Report report = RowComparison.compare(table, wanted, found, Set.of());
          softly.assertThat(report.isEmpty()).as(report.toString()).isTrue();
        });
    softly.assertAll();
  }

  /** The oracle may be ahead of the tables that there are. */
  private static boolean isWritten(String table) {
    return Arrays.stream(Table.values()).anyMatch(t -> t.tableName().equals(table));
  }

  /**
   * The oracle knows no reasons of verdicts, and a change of one publishes all mature primary rows:
   * where one has changed in what was published, these are expected too.
   */
  private static List<Map<String, Object>> ofChangedReasons(
      List<Map<String, Object>> expected,
      List<Map<String, Object>> unpublished,
      List<Map<String, Object>> actual) {
    Set<List<Object>> changes = new HashSet<>();
    Map<List<Object>, TreeMap<Instant, Object>> reasons = new HashMap<>();
    for (Map<String, Object> row : actual) {
      if (row.get("verdict") != null) {
        reasons
            .computeIfAbsent(
                List.of(row.get("experiment_key"), row.get("metric_key"), row.get("treatment_key")),
                key -> new TreeMap<>())
            .put((Instant) row.get("as_of"), row.get("verdict_reason"));
      }
    }
    reasons.forEach(
        (key, byTime) -> {
          Object before = null;
          for (Map.Entry<Instant, Object> reason : byTime.entrySet()) {
            assertThat(reason.getValue()).as("verdict_reason of " + key).isNotNull();
            if (!Objects.equals(before, reason.getValue())) {
              changes.add(Arrays.asList(key.get(0), reason.getKey()));
            }
            before = reason.getValue();
          }
        });
    assertThat(expected).as("expected rows of " + RESULTS).isNotEmpty();
    return unpublished.stream()
        .filter(row -> changes.contains(Arrays.asList(row.get("experiment_key"), row.get("as_of"))))
        .toList();
  }
}
