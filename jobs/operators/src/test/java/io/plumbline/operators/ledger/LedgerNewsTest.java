package io.plumbline.operators.ledger;

import static io.plumbline.operators.Examples.ONE_HOUR_LATER;
import static io.plumbline.operators.Examples.ONE_MINUTE_LATER;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.STOP;
import static io.plumbline.operators.Examples.TWO_MINUTES_LATER;
import static io.plumbline.operators.Examples.experiment;
import static io.plumbline.operators.Examples.units;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.ExclusionTest;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;

/** What a ledger tells beside its rows: alerts, news of the split, statuses. */
class LedgerNewsTest {
  private static final ExperimentInRun EXPERIMENT =
      new ExperimentInRun(experiment("gate"), new Horizon(START, Long.MAX_VALUE));

  @Test
  void theSplitsJobRaisesAlertsAndTellsHowItStands() throws Exception {
    List<List<String>> through = splits(-1);
    List<String> alerts = through.get(0);
    List<String> statuses = through.get(1);

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

  /** Alerts and statuses, restored once after so many of the watermarks. */
  private static List<List<String>> splits(int cut) throws Exception {
    List<String> alerts = new ArrayList<>();
    List<String> statuses = new ArrayList<>();
    try (LedgerHarness harness = LedgerHarness.ofSplits()) {
      harness.configure(EXPERIMENT);
      harness.contribute(units(TWO_MINUTES_LATER, 0, 500));
      long[] watermarks = {START, TWO_MINUTES_LATER, ONE_HOUR_LATER, STOP - 2};
      for (int i = 0; i < watermarks.length; i++) {
        harness.watermark(watermarks[i]);
        if (i == cut) {
          alerts.addAll(alerts(harness));
          statuses.addAll(harness.statuses());
          harness.restore();
        }
      }
      harness.watermark(STOP + 86_400_000L);
      alerts.addAll(alerts(harness));
      statuses.addAll(harness.statuses());
      assertThat(harness.timers()).isZero();
      assertThat(harness.stateEntries()).isEqualTo(1);
    }
    return List.of(alerts, statuses);
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

  private static Contribution leftOut(ExclusionTest test, int variant, long units) {
    ExactMoments amount = new ExactMoments();
    amount.addUnits(units);
    return new Contribution(
        "gate", TWO_MINUTES_LATER, new Cell.Exclusion(test, 0, variant), amount);
  }

  /** Alerts, and statuses of the same instants; restored once, before one of the watermarks. */
  private static List<String> leftOut(boolean ofMetrics, int cut) throws Exception {
    List<String> told = new ArrayList<>();
    try (LedgerHarness harness =
        ofMetrics ? LedgerHarness.ofMetrics() : LedgerHarness.ofSplits(STOP)) {
      harness.configure(EXPERIMENT);
      harness.contribute(leftOut(ExclusionTest.EXPOSURE_SAMPLED, 0, 300));
      harness.contribute(leftOut(ExclusionTest.EXPOSURE_SAMPLED, 1, 30));
      harness.contribute(leftOut(ExclusionTest.METRIC_EVENT_DUPLICATE, 0, 300));
      long[] watermarks = {START, TWO_MINUTES_LATER, ONE_HOUR_LATER, STOP};
      for (int i = 0; i < watermarks.length; i++) {
        if (i == cut) {
          harness.restore();
        }
        int before = harness.rows(Table.ALERTS).size();
        harness.watermark(watermarks[i]);
        List<RowData> alerts = harness.rows(Table.ALERTS);
        for (RowData row : alerts.subList(before, alerts.size())) {
          told.add(incident(row));
          List<String> statuses = harness.statuses();
          if (!statuses.isEmpty()) {
            told.add(statuses.get(statuses.size() - 1));
          }
        }
      }
    }
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
    try (LedgerHarness harness = LedgerHarness.ofSplits(90_000)) {
      harness.configure(EXPERIMENT);
      harness.watermark(START + 360_000);

      assertThat(harness.statuses())
          .extracting(status -> status.toString().split(" ")[0])
          .containsExactly(
              "" + START, "" + (START + 120_000), "" + (START + 240_000), "" + (START + 360_000));
    }
  }

  @Test
  void aBoundedRunTellsNoStatus() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofSplits()) {
      harness.configure(new ExperimentInRun(experiment("gate"), new Horizon(START, STOP)));
      harness.watermark(Long.MAX_VALUE);

      assertThat(harness.statuses()).isEmpty();
    }
  }

  @Test
  void whatTheOthersHaveASayInWaitsForThem() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofSplits()) {
      harness.configure(EXPERIMENT);
      harness.contribute(units(ONE_MINUTE_LATER, 0, 3));
      harness.contribute(units(ONE_MINUTE_LATER, 1, 7));
      harness.watermark(ONE_MINUTE_LATER);
      assertThat(harness.news()).isEmpty();
      int combined = combined(harness);

      harness.contribute(units(TWO_MINUTES_LATER, 0, 500));
      harness.watermark(TWO_MINUTES_LATER);
      assertThat(harness.news())
          .extracting(news -> news.getClass().getSimpleName() + " " + news.asOf())
          .containsExactly(
              "Row " + TWO_MINUTES_LATER,
              "Transition " + TWO_MINUTES_LATER,
              "Transition " + TWO_MINUTES_LATER,
              "Transition " + TWO_MINUTES_LATER);
      assertThat(combined(harness)).as("told at once").isEqualTo(combined);
      assertThat(harness.times(Table.SRM_CHECKS)).as("epochs").contains(TWO_MINUTES_LATER);
    }
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.configure(EXPERIMENT);
      harness.contribute(units(TWO_MINUTES_LATER, 0, 500));
      harness.watermark(TWO_MINUTES_LATER);

      assertThat(harness.news()).as("of the other job").isEmpty();
      assertThat(harness.rows(Table.ALERTS)).isEmpty();
    }
  }

  private static List<String> alerts(LedgerHarness harness) {
    assertThat(harness.rows(Table.ALERTS)).isEmpty();
    List<String> alerts = new ArrayList<>();
    for (SplitNews news : harness.news()) {
      if (news instanceof SplitNews.Transition transition) {
        SrmAlert alert = transition.alert();
        alerts.add(alert.sequence() + " " + alert.status() + " " + alert.asOf());
      }
    }
    return alerts;
  }

  /** Of the rows of the whole over all epochs, which carry a diagnosis. */
  private static int combined(LedgerHarness harness) {
    int diagnosis = RowTypes.of(Table.SRM_CHECKS).getFieldIndex("diagnosis");
    return (int)
        harness.rows(Table.SRM_CHECKS).stream().filter(row -> !row.isNullAt(diagnosis)).count();
  }
}
