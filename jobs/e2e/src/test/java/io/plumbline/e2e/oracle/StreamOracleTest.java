package io.plumbline.e2e.oracle;

import static io.plumbline.e2e.oracle.Scenario.only;
import static io.plumbline.e2e.oracle.Scenario.where;
import static io.plumbline.e2e.oracle.TinyLogs.at;
import static io.plumbline.e2e.oracle.TinyLogs.instant;
import static io.plumbline.e2e.oracle.TinyLogs.progress;
import static io.plumbline.e2e.oracle.TinyLogs.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each rule of arrival order on a log that can be worked out by hand. */
class StreamOracleTest {

  private static final String NIL = "null";
  private static final String PLAIN =
      Scenario.PLAIN.replace(
          "stopped_at: 2024-01-03T00:00:00Z", "stopped_at: 2024-01-01T20:00:00Z");

  private static TinyLogs plain() {
    return new TinyLogs(PLAIN);
  }

  @Test
  void v1VisibleAtFollowsTheLargestEventTimeOfThePartition() {
    List<Arrival> arrivals =
        plain()
            .exposed("u", "a", "10:00") // the first of the partition: its own time
            .exposed("u", "a", "09:59:20") // M = 10:00, so at least 09:59:30
            .exposed("u", "a", "09:59:40") // its own time is later than 09:59:30
            .exposed("u", "a", "08:59:30") // = 10:00 - 30 s - 1 h: just in time
            .exposed("u", "a", "08:59:29.999") // a millisecond too late
            .sent("10:00")
            .exposed("u", "a", "10:05:00.001") // a millisecond too far ahead: M stays 10:00
            .exposed("u", "a", "09:59:10")
            .sent("10:00")
            .exposed("u", "a", "10:05") // exactly five minutes ahead: M = 10:05
            .poison(Kind.EXPOSURES, "10:00")
            .exposed("u", "a", "10:04")
            .arrivals();
    assertThat(arrivals)
        .extracting(arrival -> arrival.refusal)
        .containsExactly(
            null, null, null, null, "TOO_LATE", "IN_FUTURE", null, null, "MALFORMED", null);
    assertThat(arrivals)
        .extracting(arrival -> arrival.visibleAt)
        .containsExactly(
            at("10:00"),
            at("09:59:30"),
            at("09:59:40"),
            at("09:59:30"),
            at("09:59:30"),
            at("09:59:30"),
            at("09:59:30"),
            at("10:05"),
            at("10:04:30"),
            at("10:04:30"));
  }

  @Test
  void v2WhatIsRefusedBeforeAnythingIsLetInCountsFromItsArrival() {
    TinyLogs logs =
        plain()
            .poison(Kind.EXPOSURES, "08:10")
            .add(
                Kind.EXPOSURES,
                LogRecord.exposure(
                    at("12:00"),
                    "x",
                    "exp",
                    "a",
                    Map.of("user", "u"),
                    at("10:00"),
                    at("09:20"),
                    Map.of()))
            .exposed("u", "a", "10:30")
            .poison(Kind.EXPOSURES, "08:10")
            .idle(Kind.EXPOSURES, "12:31");
    // poison: 08:10 by its Kafka timestamp; ahead of the clock of whoever received it at 09:20;
    // then M = 10:30, so that the second poison counts from 10:29:30
    assertThat(logs.arrivals())
        .extracting(arrival -> arrival.visibleAt)
        .containsExactly(at("08:10"), at("09:20"), at("10:30"), at("10:29:30"), at("12:31"));
    Map<String, List<Map<String, Object>>> tables = logs.upTo("12:00");
    assertThat(said(progress(tables), "as_of", "read", "applied", "rejected"))
        .containsExactly(
            "09:00 1 0 {MALFORMED=1}",
            "10:00 2 0 {IN_FUTURE=1, MALFORMED=1}",
            "11:00 4 1 {IN_FUTURE=1, MALFORMED=2}");
    assertThat(
            said(
                where(tables.get(Tables.REJECTED_EVENTS), "job", "srm"),
                "as_of",
                "reason",
                "kafka_offset",
                "variant_key"))
        .containsExactlyInAnyOrder(
            "09:00 MALFORMED 0 null", "10:00 IN_FUTURE 1 a", "11:00 MALFORMED 3 null");
    assertThat(
            only(
                tables.get(Tables.EXPERIMENT_HEALTH),
                "job",
                "srm",
                "variant_key",
                "a",
                "as_of",
                "2024-01-01T10:00:00Z"))
        .containsEntry("rejected", Map.of("IN_FUTURE", 1L))
        .containsEntry("exposures", 0L);
  }

  @Test
  void v3TheSlowestPartitionClosesTicks() {
    TinyLogs logs =
        plain()
            .idle(Kind.EXPOSURES, "13:00:29.999")
            .in(1)
            .idle(Kind.EXPOSURES, "15:00")
            .in(0)
            .idle(Kind.METRIC_EVENTS, "14:00");
    // 13:00:29.999 - 30 s = 12:59:59.999: row 13:00 needs one millisecond more
    assertThat(logs.closedThrough()).isEqualTo(instant("12:00"));
    assertThat(logs.idle(Kind.EXPOSURES, "13:00:30").closedThrough()).isEqualTo(instant("13:00"));
  }

  @Test
  void v5AnIdIsForgottenALatenessAfterTheEventThatCounted() {
    Map<String, List<Map<String, Object>>> tables =
        plain()
            .exposed("u", "a", "09:00")
            .bought("e", "u", "09:10", 1) // counts
            .bought("e", "u", "10:10", 2) // visible at 10:10 = 09:10 + 1 h: still a duplicate
            .bought("e", "u", "10:10:00.001", 4) // a millisecond later: counts anew
            .in(1)
            .bought("e", "u", "09:05", 8) // of this partition the first: visible before the others
            .upTo("12:00");
    // in order of visible_at: 09:05 counts; 09:10 is seen within its hour; 10:10 is not (10:05),
    // and
    // counts; 10:10:00.001 is within the hour of that
    assertThat(
            only(
                tables.get(Tables.VARIANT_METRICS),
                "metric_key",
                "spent",
                "segment",
                "all",
                "variant_key",
                "a",
                "as_of",
                "2024-01-01T11:00:00Z"))
        .containsEntry("events", 2L)
        .containsEntry("duplicates", 2L)
        .containsEntry("sum_y", new BigDecimal("10.00"));
  }

  @Test
  void v5AtTheLastMomentItIsADuplicateStill() {
    Map<String, List<Map<String, Object>>> tables =
        plain()
            .exposed("u", "a", "09:00")
            .bought("e", "u", "09:10", 1)
            .bought("e", "u", "10:10", 2)
            .bought("e", "u", "10:10:00.001", 4)
            .upTo("12:00");
    assertThat(said(progress(tables), "as_of", "applied", "duplicates"))
        .containsExactly("10:00 2 0", "11:00 3 1");
    assertThat(
            said(
                where(
                    tables.get(Tables.VARIANT_METRICS),
                    "metric_key",
                    "spent",
                    "segment",
                    "all",
                    "variant_key",
                    "a",
                    "is_mature",
                    false),
                "as_of",
                "sum_y",
                "duplicates"))
        .containsExactly("00:00 0.00 0", "10:00 1.00 0", "11:00 5.00 1");
  }

  @Test
  void v6TheLimitIsReachedInOrderOfVisibility() {
    TinyLogs logs = plain().exposed("u", "a", "09:00");
    for (int i = 0; i < 100_000; i++) {
      logs.add(
          Kind.METRIC_EVENTS,
          LogRecord.metricEvent(
              at("10:00") + i,
              "e" + i,
              "buy",
              Map.of("user", "u"),
              at("10:00") + i,
              null,
              null,
              Map.of()));
    }
    // the last of them is of 10:01:39.999; what comes now counts from 30 seconds before that, and
    // pushes the last one over the limit
    Map<String, List<Map<String, Object>>> tables =
        logs.bought("late", "u", "09:50", 1).upTo("11:00");
    assertThat(only(tables.get(Tables.REJECTED_EVENTS)))
        .containsEntry("reason", "UNIT_LIMIT")
        .containsEntry("kafka_offset", 99_999L);
  }

  @Test
  void v7HealthOfMetricEventsEndsWithTheLastWindowAfterTheStop() {
    String stopped = Scenario.PLAIN.replace("2024-01-03T00:00:00Z", "2024-01-01T10:30:00Z");
    TinyLogs logs =
        new TinyLogs(stopped)
            .exposed("v", "a", "08:00") // its window has closed by the stop at 10:30
            .exposed("u", "a", "09:40") // its window of two hours closes at 11:40
            .bought("e", "u", "10:00", 1)
            .bought("f", "v", "10:00", 1)
            .bought("f", "v", "10:29:59.999", 1)
            .bought("f", "v", "10:30", 1)
            .bought("e", "u", "11:00", 1)
            .bought("g", "u", "11:39:59.999", 1e300)
            .bought("h", "u", "11:40", 1e300);
    assertThat(
            said(
                where(
                    logs.upTo("13:00").get(Tables.EXPERIMENT_HEALTH),
                    "job",
                    "metrics",
                    "variant_key",
                    "a"),
                "as_of",
                "duplicates",
                "rejected"))
        .containsExactly(
            "00:00 0 {}",
            "09:00 0 {}",
            "10:00 0 {}",
            "10:30 1 {}",
            "12:00 2 {VALUE_OUT_OF_RANGE=1}");
  }

  @Test
  void v7TooLateEventsCountWhereTheUnitIs() {
    Map<String, List<Map<String, Object>>> tables =
        plain()
            .exposed("u", "a", "09:00")
            .idle(Kind.METRIC_EVENTS, "11:20:30")
            .bought("e", "u", "09:30", 1) // before 11:20 - 1 h; counts from 11:20
            .bought("f", "u", "08:30", 1) // not enrolled then
            .upTo("12:00");
    assertThat(
            said(
                where(tables.get(Tables.EXPERIMENT_HEALTH), "job", "metrics", "variant_key", "a"),
                "as_of",
                "late",
                "rejected"))
        .containsExactly("00:00 0 {}", "10:00 0 {}", "12:00 1 {TOO_LATE=1}");
    assertThat(said(progress(tables), "as_of", "read", "unmatched", "rejected"))
        .containsExactly("10:00 1 0 {}", "12:00 4 1 {TOO_LATE=2}");
  }

  @Test
  void v8AMetricCountsUnitsEnrolledSinceItIsValid() {
    String later = PLAIN.replace("decimals: 2", "decimals: 2, valid_from: 2024-01-01T09:30:00Z");
    Map<String, List<Map<String, Object>>> tables =
        new TinyLogs(later)
            .exposed("u", "a", "09:29:59.999")
            .exposed("v", "a", "09:30")
            .bought("e", "u", "09:40", 1)
            .bought("f", "v", "09:40", 2)
            .upTo("10:00");
    List<Map<String, Object>> rows =
        where(
            tables.get(Tables.VARIANT_METRICS),
            "segment",
            "all",
            "variant_key",
            "a",
            "is_mature",
            false,
            "as_of",
            "2024-01-01T10:00:00Z");
    assertThat(said(rows, "metric_key", "units", "events"))
        .containsExactly("bought 2 2", "spent 1 1");
    // V10: the latest of the start, the metric's beginning and the first record
    assertThat(said(rows, "metric_key", "history_from")).hasSize(2);
    assertThat(rows.get(0)).containsEntry("history_from", instant("09:29:59.999"));
    assertThat(rows.get(1)).containsEntry("history_from", instant("09:30"));
  }

  @Test
  void v9AnExperimentIsUnknownUntilItIsCommitted() {
    String committed =
        PLAIN.replace("    variants", "    known_from: 2024-01-01T09:00:00Z\n    variants");
    Map<String, List<Map<String, Object>>> tables =
        new TinyLogs(committed)
            .exposed("u", "a", "08:59:59.999")
            .bought("e", "u", "08:59:59.999", 1)
            .exposed("u", "a", "09:00")
            .bought("f", "u", "09:00", 1)
            .in(1)
            .idle(Kind.EXPOSURES, "09:00:30")
            .exposed("v", "a", "08:30") // visible at 09:00
            .upTo("10:00");
    assertThat(said(progress(tables), "as_of", "applied", "unmatched", "rejected"))
        .containsExactly("09:00 0 1 {UNKNOWN_EXPERIMENT=1}", "10:00 3 1 {UNKNOWN_EXPERIMENT=2}");
    assertThat(said(tables.get(Tables.ENROLLMENTS), "unit_id", "enrolled_at"))
        .containsExactlyInAnyOrder("u 09:00", "v 08:30");
  }

  @Test
  void v12TwoChangesOfOneTickAreOneVersion() {
    Map<String, List<Map<String, Object>>> tables =
        plain()
            .exposed("u", "a", "09:50")
            .idle(Kind.EXPOSURES, "10:10:30")
            .exposed("u", "a", "09:40") // counts from 10:10
            .exposed("u", "b", "10:30")
            .exposed("u", "a", "09:30") // counts from 10:29:30
            .upTo("11:00");
    assertThat(
            said(
                tables.get(Tables.ENROLLMENTS),
                "enrollment_version",
                "enrolled_at",
                "crossover_at",
                "visible_at"))
        .containsExactly("1 09:50 null 09:50", "2 09:30 10:30 10:30");
  }

  @Test
  void v13AnEndlessRunHasNoFinalRows() {
    Duration quarter = Duration.ofMinutes(15);
    String endlessly = PLAIN.replace("    stopped_at: 2024-01-01T20:00:00Z\n", "");
    TinyLogs logs = new TinyLogs(endlessly).tick(quarter).exposed("u", "a", "10:20");
    // both end at 10:30, which is no tick of segments; the end of the bounded run is one
    List<Map<String, Object>> bounded = logs.bounded().get(Tables.SRM_CHECKS);
    List<Map<String, Object>> endless = logs.upTo("10:30").get(Tables.SRM_CHECKS);
    Object[] final10 = {"dimension", "country", "as_of", "2024-01-01T10:30:00Z"};
    assertThat(where(bounded, final10)).hasSize(2);
    assertThat(where(endless, final10)).isEmpty();
    assertThat(where(endless, "dimension", "all", "as_of", "2024-01-01T10:30:00Z")).hasSize(2);
    Object[] hour = {"dimension", "country", "as_of", "2024-01-01T11:00:00Z"};
    assertThat(where(logs.upTo("11:00").get(Tables.SRM_CHECKS), hour)).hasSize(2);
    // time that has not come: a bounded run goes on to the stop, an endless one waits for it
    TinyLogs stopped = plain().tick(quarter).exposed("u", "a", "10:20");
    Object[] stop = {"as_of", "2024-01-01T20:00:00Z"};
    assertThat(where(stopped.bounded().get(Tables.SRM_CHECKS), stop)).isNotEmpty();
    assertThat(where(stopped.upTo("19:45").get(Tables.SRM_CHECKS), stop)).isEmpty();
  }

  @Test
  void aJumpPassesEveryLevelAndTheStopResolves() {
    TinyLogs logs = plain();
    for (int i = 0; i < 200; i++) {
      logs.exposed("u" + i, "a", String.format("09:%02d:%02d", i / 60, i % 60));
    }
    Map<String, List<Map<String, Object>>> tables = logs.upTo("21:00");
    assertThat(
            said(
                tables.get(Tables.ALERTS),
                "alert_id",
                "sequence",
                "status",
                "severity",
                "resolution",
                "as_of",
                "first_as_of"))
        .containsExactly(
            "srm-exp-0 1 WARNED warning null 10:00 2024-01-01T10:00:00Z",
            "srm-exp-0 2 OPENED critical null 10:00 2024-01-01T10:00:00Z",
            "srm-exp-0 3 ESCALATED critical null 10:00 2024-01-01T10:00:00Z",
            "srm-exp-0 4 RESOLVED info STOPPED 20:00 2024-01-01T10:00:00Z");
    Map<String, Object> row =
        only(
            tables.get(Tables.SRM_CHECKS),
            "epoch",
            NIL,
            "segment",
            "all",
            "as_of",
            "2024-01-01T10:00:00Z");
    for (String column : List.of("observed", "units", "log_e_alarm", "anytime_p_value")) {
      assertThat(tables.get(Tables.ALERTS).get(0)).containsEntry(column, row.get(column));
    }
    assertThat(plain().exposed("u", "a", "09:00").upTo("21:00").get(Tables.ALERTS)).isEmpty();
  }
}
