package io.plumbline.operators.ledger;

import static io.plumbline.operators.Examples.ONE_HOUR_LATER;
import static io.plumbline.operators.Examples.ONE_MINUTE_LATER;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.STOP;
import static io.plumbline.operators.Examples.TIMING;
import static io.plumbline.operators.Examples.TWO_MINUTES_LATER;
import static io.plumbline.operators.Examples.experiment;
import static io.plumbline.operators.Examples.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.ExclusionTest;
import io.plumbline.operators.Examples;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.Keys;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;

/** Ledgers in an endless stream: which rows come at which watermark, and across a restore. */
@SuppressWarnings("try") // a harness may throw anything when closed
class LedgerFunctionTest {
  private static final ExperimentInRun EXPERIMENT =
      new ExperimentInRun(experiment("gate"), new Horizon(START, Long.MAX_VALUE));
  private static final List<Table> TABLES =
      List.of(
          Table.SRM_CHECKS, Table.EXPERIMENT_HEALTH, Table.VARIANT_METRICS, Table.METRIC_RESULTS);

  private static KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void>
      unopened() throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(LedgerFunction.ofMetrics(TIMING, new JobRun("metrics", 0))),
        c -> Keys.experiment(c.experimentKey()),
        e -> Keys.experiment(e.experiment().key()),
        Types.LONG);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void>
      open() throws Exception {
    var harness = unopened();
    harness.open();
    return harness;
  }

  private static void watermark(
      KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> harness,
      long time)
      throws Exception {
    harness.processBothWatermarks(new Watermark(time));
  }

  private static List<RowData> rows(
      KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> harness,
      Table table) {
    List<RowData> rows = new ArrayList<>();
    var records = harness.getSideOutput(OutputTags.rows(table));
    if (records != null) {
      for (StreamRecord<RowData> record : records) {
        rows.add(record.getValue());
      }
    }
    return rows;
  }

  private static List<Long> times(
      KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> harness,
      Table table) {
    int asOf = RowTypes.of(table).getFieldIndex("as_of");
    return rows(harness, table).stream()
        .map(row -> row.getTimestamp(asOf, 6).getMillisecond())
        .distinct()
        .toList();
  }

  @Test
  void startAndStopPublishWithoutAnyUnit() throws Exception {
    try (var harness = open()) {
      harness.processElement2(EXPERIMENT, START);
      watermark(harness, START - 2);
      assertThat(rows(harness, Table.EXPERIMENT_HEALTH)).isEmpty();
      watermark(harness, START - 1);
      assertThat(times(harness, Table.EXPERIMENT_HEALTH)).containsExactly(START);
      watermark(harness, STOP);

      for (Table table : TABLES) {
        assertThat(times(harness, table)).containsExactly(START, STOP);
      }
    }
  }

  @Test
  void contributionsWaitForTheWatermarkOfTheirTick() throws Exception {
    try (var harness = open()) {
      harness.processElement2(EXPERIMENT, START);
      harness.processElement1(units(ONE_MINUTE_LATER, 0, 3), START);
      harness.processElement1(units(ONE_MINUTE_LATER, 0, 4), START);
      harness.processElement1(units(TWO_MINUTES_LATER, 1, 2), START);
      watermark(harness, ONE_MINUTE_LATER - 1);

      assertThat(times(harness, Table.SRM_CHECKS)).containsExactly(START, ONE_MINUTE_LATER);
      List<RowData> checks = rows(harness, Table.SRM_CHECKS);
      int units = RowTypes.of(Table.SRM_CHECKS).getFieldIndex("units");
      assertThat(checks.get(checks.size() - 1).getLong(units)).isEqualTo(7);
      watermark(harness, TWO_MINUTES_LATER - 1);
      assertThat(times(harness, Table.SRM_CHECKS))
          .containsExactly(START, ONE_MINUTE_LATER, TWO_MINUTES_LATER);
    }
  }

  @Test
  void whatWaitsIsGoneOnceItIsPublished() throws Exception {
    try (var harness = open()) {
      harness.processElement2(EXPERIMENT, START);
      watermark(harness, START);
      int entries = harness.numKeyedStateEntries();
      for (int minute = 1; minute <= 30; minute++) {
        harness.processElement1(units(START + minute * 60_000L, 0, 1), START);
        watermark(harness, START + minute * 60_000L);

        assertThat(harness.numKeyedStateEntries()).isEqualTo(entries);
      }
      watermark(harness, ONE_HOUR_LATER);
      assertThat(harness.numEventTimeTimers()).as("stop and end").isEqualTo(2);
    }
  }

  @Test
  void contributionsThatComeBeforeTheirExperimentWait() throws Exception {
    try (var harness = open()) {
      harness.processElement1(units(ONE_MINUTE_LATER, 0, 3), START);
      harness.processElement2(EXPERIMENT, START);
      watermark(harness, ONE_MINUTE_LATER);

      assertThat(times(harness, Table.SRM_CHECKS)).containsExactly(START, ONE_MINUTE_LATER);
    }
  }

  @Test
  void anotherExperimentUnderTheSameKeyIsRefused() throws Exception {
    try (var harness =
        new KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void>(
            new KeyedCoProcessOperator<>(
                LedgerFunction.ofMetrics(TIMING, new JobRun("metrics", 0))),
            c -> 1L,
            e -> 1L,
            Types.LONG)) {
      harness.open();
      harness.processElement2(EXPERIMENT, START);

      assertThatThrownBy(
              () ->
                  harness.processElement2(
                      new ExperimentInRun(experiment("other"), EXPERIMENT.horizon()), START))
          .hasMessageContaining("'other'")
          .hasMessageContaining("'gate'");
    }
  }

  @Test
  void splitsHaveNoMetrics() throws Exception {
    try (var harness =
        new KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void>(
            new KeyedCoProcessOperator<>(LedgerFunction.ofSplits(TIMING, new JobRun("srm", 0))),
            c -> Keys.experiment(c.experimentKey()),
            e -> Keys.experiment(e.experiment().key()),
            Types.LONG)) {
      harness.open();
      harness.processElement2(EXPERIMENT, START);
      harness.processElement1(units(ONE_MINUTE_LATER, 0, 3), START);
      watermark(harness, STOP);

      assertThat(rows(harness, Table.SRM_CHECKS)).isNotEmpty();
      assertThat(rows(harness, Table.VARIANT_METRICS)).isEmpty();
      assertThat(rows(harness, Table.METRIC_RESULTS)).isEmpty();
    }
  }

  @Test
  void stateEndsWithTheLastChangeAndIsNotBegunAnew() throws Exception {
    // A window of an hour, an hour of lateness, and a segment tick.
    long end = STOP + 3 * 3_600_000L;
    try (var harness = open()) {
      harness.processElement2(EXPERIMENT, START);
      harness.processElement1(units(ONE_MINUTE_LATER, 0, 3), START);
      watermark(harness, end - 2);
      assertThat(harness.numKeyedStateEntries()).isGreaterThan(1);
      watermark(harness, end - 1);

      assertThat(harness.numEventTimeTimers()).isZero();
      assertThat(harness.numKeyedStateEntries()).as("the mark").isEqualTo(1);
      int rows = rows(harness, Table.EXPERIMENT_HEALTH).size();
      harness.processElement2(EXPERIMENT, START);
      harness.processElement1(units(end + 60_000, 0, 3), START);
      watermark(harness, end + 86_400_000L);
      assertThat(rows(harness, Table.EXPERIMENT_HEALTH)).hasSize(rows);
      assertThat(harness.numEventTimeTimers()).isZero();
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    }
  }

  @Test
  void aStopThatIsPutOffPutsTheEndOff() throws Exception {
    try (var harness = open()) {
      harness.processElement2(EXPERIMENT, START);
      watermark(harness, ONE_HOUR_LATER);
      harness.processElement2(
          new ExperimentInRun(
              Examples.experiment("gate", STOP + 7 * 86_400_000L), EXPERIMENT.horizon()),
          START);
      watermark(harness, STOP + 86_400_000L);
      harness.processElement1(units(STOP + 2 * 86_400_000L, 0, 3), START);
      watermark(harness, STOP + 2 * 86_400_000L);

      assertThat(times(harness, Table.SRM_CHECKS)).containsExactly(START, STOP + 2 * 86_400_000L);
    }
  }

  @Test
  void aLaterConfigurationPublishesNothingAgain() throws Exception {
    try (var harness = open()) {
      harness.processElement2(EXPERIMENT, START);
      harness.processElement1(units(ONE_MINUTE_LATER, 0, 3), START);
      watermark(harness, ONE_HOUR_LATER);
      int checks = rows(harness, Table.SRM_CHECKS).size();
      harness.processElement2(EXPERIMENT, START);
      watermark(harness, ONE_HOUR_LATER + 1);

      assertThat(rows(harness, Table.SRM_CHECKS)).hasSize(checks);
    }
  }

  @Test
  void theSplitsJobRaisesAlertsAndTellsHowItStands() throws Exception {
    List<List<Object>> through = splits(-1);
    List<Object> alerts = through.get(0);
    List<Object> statuses = through.get(1);

    assertThat(alerts)
        .containsExactly(
            "1 WARNED " + TWO_MINUTES_LATER,
            "2 OPENED " + TWO_MINUTES_LATER,
            "3 ESCALATED " + TWO_MINUTES_LATER,
            "4 RESOLVED " + STOP);
    assertThat(statuses.subList(0, 4))
        .containsExactly(
            START + " HEALTHY []",
            TWO_MINUTES_LATER + " ESCALATED [srm-gate-0]",
            START + 300_000 + " ESCALATED [srm-gate-0]",
            START + 600_000 + " ESCALATED [srm-gate-0]");
    assertThat(statuses.get(statuses.size() - 1)).isEqualTo(STOP + " ESCALATED []");
    // Start, transition, 287 multiples of five minutes in a day, stop.
    assertThat(statuses).hasSize(290).doesNotHaveDuplicates();
    for (int cut = 0; cut < 4; cut++) {
      assertThat(splits(cut)).isEqualTo(through);
    }
  }

  private static Contribution leftOut(ExclusionTest test, int variant, long units) {
    ExactMoments amount = new ExactMoments();
    amount.addUnits(units);
    return new Contribution(
        "gate", TWO_MINUTES_LATER, new Cell.Exclusion(test, 0, variant), amount);
  }

  @Test
  void eachJobTellsWhatIsLeftOutOfItsRecords() throws Exception {
    for (int cut = 0; cut < 4; cut++) {
      // planned 30/70: 300 against 30
      assertThat(leftOut(false, cut))
          .containsExactly(
              "exclusion-imbalance-gate-exposure-sampled-0 1 OPENED {\"job\":\"srm\","
                  + "\"experiment_key\":\"gate\",\"variant_key\":\"a\","
                  + "\"as_of\":\"2024-03-01T00:02:00Z\",\"revision\":0}",
              TWO_MINUTES_LATER + " HEALTHY [exclusion-imbalance-gate-exposure-sampled-0]",
              "exclusion-imbalance-gate-exposure-sampled-0 2 RESOLVED {\"job\":\"srm\","
                  + "\"experiment_key\":\"gate\",\"variant_key\":\"a\","
                  + "\"as_of\":\"2024-03-02T00:00:00Z\",\"revision\":0}",
              STOP + " HEALTHY []");
      assertThat(leftOut(true, cut))
          .extracting(alert -> alert.substring(0, alert.indexOf('{')))
          .containsExactly(
              "exclusion-imbalance-gate-metric-event-duplicate-0 1 OPENED ",
              "exclusion-imbalance-gate-metric-event-duplicate-0 2 RESOLVED ");
    }
  }

  /** Alerts, and statuses of the same instants; restored once, before one of the watermarks. */
  private static List<String> leftOut(boolean ofMetrics, int cut) throws Exception {
    List<String> told = new ArrayList<>();
    var harness = ofMetrics ? unopened() : unopenedSplits(STOP);
    harness.open();
    harness.processElement2(EXPERIMENT, START);
    harness.processElement1(leftOut(ExclusionTest.EXPOSURE_SAMPLED, 0, 300), START);
    harness.processElement1(leftOut(ExclusionTest.EXPOSURE_SAMPLED, 1, 30), START);
    harness.processElement1(leftOut(ExclusionTest.METRIC_EVENT_DUPLICATE, 0, 300), START);
    long[] watermarks = {START, TWO_MINUTES_LATER, ONE_HOUR_LATER, STOP};
    for (int i = 0; i < watermarks.length; i++) {
      if (i == cut) {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = ofMetrics ? unopened() : unopenedSplits(STOP);
        harness.initializeState(snapshot);
        harness.open();
      }
      int before = rows(harness, Table.ALERTS).size();
      watermark(harness, watermarks[i]);
      List<RowData> alerts = rows(harness, Table.ALERTS);
      for (RowData row : alerts.subList(before, alerts.size())) {
        told.add(incident(row));
        List<Object> statuses = statuses(harness);
        if (!statuses.isEmpty()) {
          told.add((String) statuses.get(statuses.size() - 1));
        }
      }
    }
    harness.close();
    return told;
  }

  private static String incident(RowData alert) {
    var type = RowTypes.of(Table.ALERTS);
    assertThat(alert.getString(type.getFieldIndex("row_table")).toString())
        .isEqualTo("experiment_health");
    return alert.getString(type.getFieldIndex("alert_id"))
        + " "
        + alert.getInt(type.getFieldIndex("sequence"))
        + " "
        + alert.getString(type.getFieldIndex("status"))
        + " "
        + alert.getString(type.getFieldIndex("row_key"));
  }

  @Test
  void statusesFallOnTicks() throws Exception {
    try (var harness = unopenedSplits(90_000)) {
      harness.open();
      harness.processElement2(EXPERIMENT, START);
      watermark(harness, START + 360_000);

      assertThat(statuses(harness))
          .extracting(status -> status.toString().split(" ")[0])
          .containsExactly(
              "" + START, "" + (START + 120_000), "" + (START + 240_000), "" + (START + 360_000));
    }
  }

  @Test
  void aBoundedRunTellsNoStatus() throws Exception {
    try (var harness = unopenedSplits(300_000)) {
      harness.open();
      harness.processElement2(
          new ExperimentInRun(experiment("gate"), new Horizon(START, STOP)), START);
      watermark(harness, Long.MAX_VALUE);

      assertThat(statuses(harness)).isEmpty();
    }
  }

  /** Alerts and statuses, restored once after so many of the watermarks. */
  private static List<List<Object>> splits(int cut) throws Exception {
    List<Object> alerts = new ArrayList<>();
    List<Object> statuses = new ArrayList<>();
    var harness = unopenedSplits(300_000);
    harness.open();
    harness.processElement2(EXPERIMENT, START);
    harness.processElement1(units(TWO_MINUTES_LATER, 0, 500), START);
    long[] watermarks = {START, TWO_MINUTES_LATER, ONE_HOUR_LATER, STOP - 2};
    for (int i = 0; i < watermarks.length; i++) {
      watermark(harness, watermarks[i]);
      if (i == cut) {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        alerts.addAll(alerts(harness));
        statuses.addAll(statuses(harness));
        harness.close();
        harness = unopenedSplits(300_000);
        harness.initializeState(snapshot);
        harness.open();
      }
    }
    watermark(harness, STOP + 86_400_000L);
    alerts.addAll(alerts(harness));
    statuses.addAll(statuses(harness));
    assertThat(harness.numEventTimeTimers()).isZero();
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    harness.close();
    return List.of(alerts, statuses);
  }

  private static List<SplitNews> news(
      KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> harness) {
    List<SplitNews> news = new ArrayList<>();
    var records = harness.getSideOutput(OutputTags.SPLIT_NEWS);
    if (records != null) {
      records.forEach(record -> news.add(record.getValue()));
    }
    return news;
  }

  private static List<Object> alerts(
      KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> harness) {
    assertThat(rows(harness, Table.ALERTS)).isEmpty();
    List<Object> alerts = new ArrayList<>();
    for (SplitNews news : news(harness)) {
      if (news instanceof SplitNews.Transition transition) {
        SrmAlert alert = transition.alert();
        alerts.add(alert.sequence() + " " + alert.status() + " " + alert.asOf());
      }
    }
    return alerts;
  }

  @Test
  void whatTheOthersHaveASayInWaitsForThem() throws Exception {
    try (var harness = unopenedSplits(300_000)) {
      harness.open();
      harness.processElement2(EXPERIMENT, START);
      harness.processElement1(units(ONE_MINUTE_LATER, 0, 3), START);
      harness.processElement1(units(ONE_MINUTE_LATER, 1, 7), START);
      watermark(harness, ONE_MINUTE_LATER);
      assertThat(news(harness)).isEmpty();
      int combined = combined(harness);

      harness.processElement1(units(TWO_MINUTES_LATER, 0, 500), START);
      watermark(harness, TWO_MINUTES_LATER);
      assertThat(news(harness))
          .extracting(news -> news.getClass().getSimpleName() + " " + news.asOf())
          .containsExactly(
              "Row " + TWO_MINUTES_LATER,
              "Transition " + TWO_MINUTES_LATER,
              "Transition " + TWO_MINUTES_LATER,
              "Transition " + TWO_MINUTES_LATER);
      assertThat(combined(harness)).as("told at once").isEqualTo(combined);
      assertThat(times(harness, Table.SRM_CHECKS)).as("epochs").contains(TWO_MINUTES_LATER);
    }
    try (var harness = open()) {
      harness.processElement2(EXPERIMENT, START);
      harness.processElement1(units(TWO_MINUTES_LATER, 0, 500), START);
      watermark(harness, TWO_MINUTES_LATER);

      assertThat(news(harness)).as("of the other job").isEmpty();
      assertThat(rows(harness, Table.ALERTS)).isEmpty();
    }
  }

  private static int combined(
      KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> harness) {
    int diagnosis = RowTypes.of(Table.SRM_CHECKS).getFieldIndex("diagnosis");
    List<RowData> checks = rows(harness, Table.SRM_CHECKS);
    return (int) checks.stream().filter(row -> !row.isNullAt(diagnosis)).count();
  }

  private static List<Object> statuses(
      KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> harness) {
    List<Object> statuses = new ArrayList<>();
    var records = harness.getSideOutput(OutputTags.STATUSES);
    if (records != null) {
      records.forEach(
          record -> {
            ExperimentStatus status = record.getValue();
            statuses.add(status.asOf() + " " + status.srmStatus() + " " + status.openAlertIds());
          });
    }
    return statuses;
  }

  private static KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void>
      unopenedSplits(long statusIntervalMs) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(
            LedgerFunction.ofSplits(TIMING, new JobRun("srm", 0), statusIntervalMs)),
        c -> Keys.experiment(c.experimentKey()),
        e -> Keys.experiment(e.experiment().key()),
        Types.LONG);
  }

  @Test
  void aRestoreMidWayChangesNothing() throws Exception {
    List<List<RowData>> through = run(-1);

    for (int cut = 0; cut < 8; cut++) {
      assertThat(run(cut)).isEqualTo(through);
    }
    assertThat(through).allMatch(rows -> rows.size() > 1);
  }

  /** Cut before the watermark of a minute if even, after it if odd; rows by table. */
  private static List<List<RowData>> run(int cut) throws Exception {
    List<List<RowData>> rows = new ArrayList<>();
    TABLES.forEach(table -> rows.add(new ArrayList<>()));
    var harness = open();
    harness.processElement2(EXPERIMENT, START);
    for (int i = 0; i < 4; i++) {
      harness.processElement1(units(START + 60_000L * (i + 1), i % 2, 90 * i), START);
      harness.processElement1(units(START + 60_000L * (i + 3), 1, 30), START);
      harness = cut == 2 * i ? restored(harness, rows) : harness;
      watermark(harness, START + 60_000L * (i + 1) - 1);
      harness = cut == 2 * i + 1 ? restored(harness, rows) : harness;
    }
    watermark(harness, STOP);
    take(harness, rows);
    harness.close();
    return rows;
  }

  private static void take(
      KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> harness,
      List<List<RowData>> rows) {
    for (int i = 0; i < TABLES.size(); i++) {
      rows.get(i).addAll(rows(harness, TABLES.get(i)));
    }
  }

  private static KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void>
      restored(
          KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> harness,
          List<List<RowData>> rows)
          throws Exception {
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    take(harness, rows);
    harness.close();
    var next = unopened();
    next.initializeState(snapshot);
    next.open();
    return next;
  }
}
