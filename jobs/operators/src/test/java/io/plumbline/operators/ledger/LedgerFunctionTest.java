package io.plumbline.operators.ledger;

import static io.plumbline.operators.Examples.ONE_HOUR_LATER;
import static io.plumbline.operators.Examples.ONE_MINUTE_LATER;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.STOP;
import static io.plumbline.operators.Examples.TWO_MINUTES_LATER;
import static io.plumbline.operators.Examples.experiment;
import static io.plumbline.operators.Examples.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Silence;
import io.plumbline.core.time.Silences;
import io.plumbline.operators.Examples;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

/** Ledgers in an endless stream: which rows come at which watermark, and across a restore. */
class LedgerFunctionTest {
  private static final ExperimentInRun EXPERIMENT =
      new ExperimentInRun(experiment("gate"), new Horizon(START, Long.MAX_VALUE));
  private static final List<Table> TABLES =
      List.of(
          Table.SRM_CHECKS, Table.EXPERIMENT_HEALTH, Table.VARIANT_METRICS, Table.METRIC_RESULTS);

  @Test
  void startAndStopPublishWithoutAnyUnit() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.configure(EXPERIMENT);
      harness.watermark(START - 2);
      assertThat(harness.rows(Table.EXPERIMENT_HEALTH)).isEmpty();
      harness.watermark(START - 1);
      assertThat(harness.times(Table.EXPERIMENT_HEALTH)).containsExactly(START);
      harness.watermark(STOP);

      for (Table table : TABLES) {
        assertThat(harness.times(table)).containsExactly(START, STOP);
      }
    }
  }

  @Test
  void contributionsWaitForTheWatermarkOfTheirTick() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.configure(EXPERIMENT);
      harness.contribute(units(ONE_MINUTE_LATER, 0, 3));
      harness.contribute(units(ONE_MINUTE_LATER, 0, 4));
      harness.contribute(units(TWO_MINUTES_LATER, 1, 2));
      harness.watermark(ONE_MINUTE_LATER - 1);

      assertThat(harness.times(Table.SRM_CHECKS)).containsExactly(START, ONE_MINUTE_LATER);
      List<RowData> checks = harness.rows(Table.SRM_CHECKS);
      int units = RowTypes.of(Table.SRM_CHECKS).getFieldIndex("units");
      assertThat(checks.get(checks.size() - 1).getLong(units)).isEqualTo(7);
      harness.watermark(TWO_MINUTES_LATER - 1);
      assertThat(harness.times(Table.SRM_CHECKS))
          .containsExactly(START, ONE_MINUTE_LATER, TWO_MINUTES_LATER);
    }
  }

  @Test
  void whatWaitsIsGoneOnceItIsPublished() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.configure(EXPERIMENT);
      harness.watermark(START);
      int entries = harness.stateEntries();
      for (int minute = 1; minute <= 30; minute++) {
        harness.contribute(units(START + minute * 60_000L, 0, 1));
        harness.watermark(START + minute * 60_000L);

        assertThat(harness.stateEntries()).isEqualTo(entries);
      }
      harness.watermark(ONE_HOUR_LATER);
      assertThat(harness.timers()).as("stop and end").isEqualTo(2);
    }
  }

  @Test
  void contributionsThatComeBeforeTheirExperimentWait() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.contribute(units(ONE_MINUTE_LATER, 0, 3));
      harness.configure(EXPERIMENT);
      harness.watermark(ONE_MINUTE_LATER);

      assertThat(harness.times(Table.SRM_CHECKS)).containsExactly(START, ONE_MINUTE_LATER);
    }
  }

  @Test
  void rowsOfASilenceAreMarkedAndThoseOfALateExperimentFromThenOn() throws Exception {
    Silence silence = new Silence(ONE_MINUTE_LATER, TWO_MINUTES_LATER, true);
    Horizon horizon = new Horizon(START, Long.MAX_VALUE, Silences.NONE.with(silence));
    ExperimentInRun inTime = new ExperimentInRun(experiment("gate"), horizon);
    ExperimentInRun late = new ExperimentInRun(experiment("gate"), horizon, TWO_MINUTES_LATER);

    assertThat(stale(inTime)).containsExactly(false, false, true, false);
    assertThat(stale(late)).containsExactly(false, false, true, true);
  }

  /** Of the rows of the first three minutes. */
  private static List<Boolean> stale(ExperimentInRun experiment) throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.configure(experiment);
      for (int minute = 1; minute <= 3; minute++) {
        harness.contribute(units(START + minute * 60_000L, 0, 3));
      }
      harness.watermark(START + 3 * 60_000L);
      List<Boolean> ofChecks = stale(harness, Table.SRM_CHECKS);
      assertThat(stale(harness, Table.EXPERIMENT_HEALTH)).isEqualTo(ofChecks);
      return ofChecks;
    }
  }

  /** By instant; what several rows say of one is said once. */
  private static List<Boolean> stale(LedgerHarness harness, Table table) {
    RowType type = RowTypes.of(table);
    TreeMap<Long, Boolean> stale = new TreeMap<>();
    for (RowData row : harness.rows(table)) {
      long asOf = row.getTimestamp(type.getFieldIndex("as_of"), 6).getMillisecond();
      boolean isStale = row.getBoolean(type.getFieldIndex("is_config_stale"));
      assertThat(stale.merge(asOf, isStale, (one, other) -> one)).isEqualTo(isStale);
    }
    return List.copyOf(stale.values());
  }

  @Test
  void anotherExperimentUnderTheSameKeyIsRefused() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofOneKey()) {
      harness.configure(EXPERIMENT);

      assertThatThrownBy(
              () ->
                  harness.configure(new ExperimentInRun(experiment("other"), EXPERIMENT.horizon())))
          .hasMessageContaining("'other'")
          .hasMessageContaining("'gate'");
    }
  }

  @Test
  void splitsHaveNoMetrics() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofSplits()) {
      harness.configure(EXPERIMENT);
      harness.contribute(units(ONE_MINUTE_LATER, 0, 3));
      harness.watermark(STOP);

      assertThat(harness.rows(Table.SRM_CHECKS)).isNotEmpty();
      assertThat(harness.rows(Table.VARIANT_METRICS)).isEmpty();
      assertThat(harness.rows(Table.METRIC_RESULTS)).isEmpty();
    }
  }

  @Test
  void stateEndsWithTheLastChangeAndIsNotBegunAnew() throws Exception {
    // A window of an hour, an hour of lateness, and a segment tick.
    long end = STOP + 3 * 3_600_000L;
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.configure(EXPERIMENT);
      harness.contribute(units(ONE_MINUTE_LATER, 0, 3));
      harness.watermark(end - 2);
      assertThat(harness.stateEntries()).isGreaterThan(1);
      harness.watermark(end - 1);

      assertThat(harness.timers()).isZero();
      assertThat(harness.stateEntries()).as("the mark").isEqualTo(1);
      int rows = harness.rows(Table.EXPERIMENT_HEALTH).size();
      harness.configure(EXPERIMENT);
      harness.contribute(units(end + 60_000, 0, 3));
      harness.watermark(end + 86_400_000L);
      assertThat(harness.rows(Table.EXPERIMENT_HEALTH)).hasSize(rows);
      assertThat(harness.timers()).isZero();
      assertThat(harness.stateEntries()).isEqualTo(1);
    }
  }

  @Test
  void aStopThatIsPutOffPutsTheEndOff() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.configure(EXPERIMENT);
      harness.watermark(ONE_HOUR_LATER);
      harness.configure(
          new ExperimentInRun(
              Examples.experiment("gate", STOP + 7 * 86_400_000L), EXPERIMENT.horizon()));
      harness.watermark(STOP + 86_400_000L);
      harness.contribute(units(STOP + 2 * 86_400_000L, 0, 3));
      harness.watermark(STOP + 2 * 86_400_000L);

      assertThat(harness.times(Table.SRM_CHECKS)).containsExactly(START, STOP + 2 * 86_400_000L);
    }
  }

  @Test
  void aLaterConfigurationPublishesNothingAgain() throws Exception {
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.configure(EXPERIMENT);
      harness.contribute(units(ONE_MINUTE_LATER, 0, 3));
      harness.watermark(ONE_HOUR_LATER);
      int checks = harness.rows(Table.SRM_CHECKS).size();
      harness.configure(EXPERIMENT);
      harness.watermark(ONE_HOUR_LATER + 1);

      assertThat(harness.rows(Table.SRM_CHECKS)).hasSize(checks);
    }
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
    try (LedgerHarness harness = LedgerHarness.ofMetrics()) {
      harness.configure(EXPERIMENT);
      for (int i = 0; i < 4; i++) {
        harness.contribute(units(START + 60_000L * (i + 1), i % 2, 90 * i));
        harness.contribute(units(START + 60_000L * (i + 3), 1, 30));
        if (cut == 2 * i) {
          take(harness, rows);
          harness.restore();
        }
        harness.watermark(START + 60_000L * (i + 1) - 1);
        if (cut == 2 * i + 1) {
          take(harness, rows);
          harness.restore();
        }
      }
      harness.watermark(STOP);
      take(harness, rows);
    }
    return rows;
  }

  private static void take(LedgerHarness harness, List<List<RowData>> rows) {
    for (int i = 0; i < TABLES.size(); i++) {
      rows.get(i).addAll(harness.rows(TABLES.get(i)));
    }
  }
}
