package io.plumbline.e2e.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.e2e.oracle.LogScenario.Send;
import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogScenarioTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsEverythingThatIsHard(long seed) {
    Map<String, Integer> coverage = LogScenario.of(seed).coverage();
    Map<String, Integer> least = new TreeMap<>();
    least.put("records", 14_000);
    least.put("instants", 40);
    least.put("exposure out of order within bounds", 1_000);
    least.put("metric event out of order within bounds", 1_000);
    least.put("exposure let in late", 500);
    least.put("metric event let in late", 500);
    least.put("exposure TOO_LATE", 10);
    least.put("metric event TOO_LATE", 10);
    least.put("too late metric event of an enrolled unit", 20);
    least.put("exposure IN_FUTURE", 10);
    least.put("metric event IN_FUTURE", 10);
    least.put("clock ahead within bounds", 5);
    least.put("let in by received_at, not by the Kafka timestamp", 6);
    least.put("exposure MALFORMED", 20);
    least.put("metric event MALFORMED", 20);
    least.put("refused before any record is let in", 3);
    least.put("exposure with several identities", 2_000);
    least.put("metric event with several identities", 1_000);
    least.put("enrollment moved to an earlier time", 40);
    least.put("enrollment moved to a variant", 20);
    least.put("enrollment moved to another epoch", 6);
    least.put("enrollment moved to another segment", 10);
    least.put("further version of an enrollment", 100);
    least.put("unmatched becomes applied", 50);
    least.put("applied becomes unmatched", 5);
    least.put("UNKNOWN_VARIANT becomes applied", 12);
    least.put("crossover, kept", 50);
    least.put("crossover, excluded", 50);
    least.put("crossover moved", 6);
    least.put("crossover by a late exposure", 12);
    least.put("crossover to a variant that is off", 12);
    least.put("excluded after it had counted", 50);
    least.put("duplicate in the same partition, same content", 100);
    least.put("duplicate in another partition, same content", 100);
    least.put("duplicate in the same partition, other content", 10);
    least.put("duplicate in another partition, other content", 10);
    least.put("id again after lateness", 30);
    least.put("duplicate of a moved unit", 6);
    least.put("rejected metric event of a moved unit", 6);
    least.put("duplicate after the end of relevance", 5);
    for (String reason :
        List.of("UNKNOWN_EXPERIMENT", "UNKNOWN_VARIANT", "MISSING_UNIT", "OUTSIDE_EXPERIMENT")) {
      least.put("rejected " + reason, 6);
    }
    least.put("rejected VALUE_OUT_OF_RANGE", 6);
    least.put("unmatched", 1_000);
    for (String status : List.of("WARNED", "OPENED", "ESCALATED", "RESOLVED")) {
      least.put("alert " + status, 1);
    }
    least.put("alert EXCLUSION_IMBALANCE OPENED", 2);
    least.put("alert CROSSOVER_IMBALANCE WARNED", 2);
    least.put("alert ASSIGNMENT_MISMATCH OPENED", 1);
    least.put("row of a settling epoch", 8);
    least.put("row in which a count falls", 4);
    least.put("mature row with units", 300);
    least.put("result with a look", 30);
    assertThat(least)
        .allSatisfy(
            (what, n) ->
                assertThat(coverage.getOrDefault(what, 0)).as(what).isGreaterThanOrEqualTo(n));
    // of these the texts do not tell what is to come of them
    assertThat(coverage)
        .allSatisfy(
            (what, n) -> assertThat(n == 0 || !what.startsWith("UNSAID")).as(what).isTrue());
  }

  @Test
  void theSameSeedGivesTheSameLogs() {
    List<Send> once = LogScenario.of(4).sends();
    List<Send> again = LogScenario.of(4).sends();
    assertThat(texts(again)).isEqualTo(texts(once));
    assertThat(texts(LogScenario.of(5).sends())).isNotEqualTo(texts(once));
  }

  @Test
  void interleavingsKeepTheOrderWithinEachPartition() {
    LogScenario scenario = LogScenario.of(4);
    Map<String, List<String>> expected = byPartition(scenario.sends());
    assertThat(expected).hasSize(5);
    for (long seed = 0; seed < 3; seed++) {
      List<Send> sends = scenario.interleavings(seed);
      assertThat(byPartition(sends)).isEqualTo(expected);
      assertThat(texts(sends)).isNotEqualTo(texts(scenario.sends()));
    }
  }

  private static List<String> texts(List<Send> sends) {
    return sends.stream()
        .map(
            send ->
                send.topic()
                    + send.partition()
                    + send.timestampMs()
                    + Arrays.toString(send.key())
                    + Arrays.toString(send.value()))
        .toList();
  }

  private static Map<String, List<String>> byPartition(List<Send> sends) {
    Map<String, List<String>> byPartition = new TreeMap<>();
    for (Send send : sends) {
      byPartition
          .computeIfAbsent(send.topic() + send.partition(), key -> new ArrayList<>())
          .addAll(texts(List.of(send)));
    }
    return byPartition;
  }

  /** What comes later in a partition changes no row that has been published. */
  @Test
  void rowsOfThePastStand() {
    LogScenario scenario = LogScenario.of(1);
    Map<String, List<Map<String, Object>>> all = scenario.expected();
    Random random = new Random(6);
    for (int i = 0; i < 3; i++) {
      List<PartitionLog> begun = new ArrayList<>();
      for (PartitionLog log : scenario.logs()) {
        int size = log.records().size();
        List<LogRecord> head = log.records().subList(0, size / 4 + random.nextInt(size * 3 / 4));
        begun.add(new PartitionLog(log.kind(), log.topic(), log.partition(), head));
      }
      Instant upTo = Oracle.closedThrough(begun, scenario.timing());
      assertThat(upTo).isBefore(scenario.closedThrough());
      Map<String, List<Map<String, Object>>> some =
          Oracle.streaming(scenario.configuration(), begun, scenario.timing(), upTo);
      Map<String, List<Map<String, Object>>> then =
          Oracle.streaming(scenario.configuration(), scenario.logs(), scenario.timing(), upTo);
      some.forEach((table, rows) -> same(table, rows, then.get(table)));
      some.forEach((table, rows) -> same(table, rows, Oracle.published(all.get(table), upTo)));
    }
  }

  private static void same(
      String table, List<Map<String, Object>> expected, List<Map<String, Object>> actual) {
    RowComparison.Report report = RowComparison.compare(table, expected, actual, Set.of());
    assertThat(report.isEmpty()).as(report.toString()).isTrue();
  }

  /** Once everything has come, it makes no difference in which order it came. */
  @Test
  void inTheEndUnitsStandWhereTheyWouldHadNothingBeenLate() {
    LogScenario scenario = LogScenario.of(2);
    List<Arrival> letIn =
        Arrivals.ofLogs(scenario.logs(), scenario.timing()).stream()
            .filter(Arrival::isAccepted)
            .sorted(Comparator.comparingLong(Arrival::time))
            .toList();
    List<PartitionLog> inOrder = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<LogRecord> records =
          letIn.stream()
              .filter(arrival -> arrival.kind == kind)
              .map(arrival -> LogRecord.of(arrival.time() + 5 * LogDrafts.MINUTE, arrival.record))
              .toList();
      inOrder.add(new PartitionLog(kind, kind.name(), 0, records));
    }
    Instant upTo = scenario.closedThrough();
    Map<String, List<Map<String, Object>>> late = scenario.expected();
    Map<String, List<Map<String, Object>>> never =
        Oracle.streaming(scenario.configuration(), inOrder, scenario.timing(), upTo);
    assertThat(Arrivals.ofLogs(inOrder, scenario.timing())).allMatch(a -> a.visibleAt == a.time());
    List<String> unit = List.of("experiment_key", "unit_id");
    List<String> standing =
        List.of("variant_key", "enrolled_at", "epoch", "crossover_at", "crossover_variant_key");
    assertThat(last(late.get(Tables.ENROLLMENTS), unit, "enrollment_version", standing))
        .isEqualTo(last(never.get(Tables.ENROLLMENTS), unit, "enrollment_version", standing));
    List<String> check = List.of("experiment_key", "epoch", "dimension", "segment");
    List<String> counts = List.of("observed", "expected", "units");
    assertThat(last(late.get(Tables.SRM_CHECKS), check, "as_of", counts))
        .isEqualTo(last(never.get(Tables.SRM_CHECKS), check, "as_of", counts));
  }

  @SuppressWarnings("unchecked")
  private static Map<List<Object>, List<Object>> last(
      List<Map<String, Object>> rows, List<String> key, String order, List<String> columns) {
    Map<List<Object>, Map<String, Object>> last = new HashMap<>();
    for (Map<String, Object> row : rows) {
      last.merge(
          values(row, key),
          row,
          (a, b) -> ((Comparable<Object>) a.get(order)).compareTo(b.get(order)) > 0 ? a : b);
    }
    Map<List<Object>, List<Object>> values = new HashMap<>();
    last.forEach((its, row) -> values.put(its, values(row, columns)));
    return values;
  }

  private static List<Object> values(Map<String, Object> row, List<String> columns) {
    List<Object> values = new ArrayList<>();
    columns.forEach(column -> values.add(row.get(column)));
    return values;
  }
}
