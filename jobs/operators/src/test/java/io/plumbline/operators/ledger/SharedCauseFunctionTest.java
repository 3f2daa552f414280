package io.plumbline.operators.ledger;

import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.STOP;
import static io.plumbline.operators.Examples.TIMING;
import static io.plumbline.operators.Examples.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.time.Horizon;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.SplitExamples;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;

/** Mismatches of several experiments in an endless stream, and across a restore. */
@SuppressWarnings("try") // a harness may throw anything when closed
class SharedCauseFunctionTest {
  private static final long MINUTE = 60_000;
  private static final long DAY = 86_400_000;
  private static final long TICK = START + MINUTE;

  private static final class Harness
      extends KeyedTwoInputStreamOperatorTestHarness<Integer, SplitNews, ExperimentInRun, RowData> {
    Harness() throws Exception {
      super(
          new KeyedCoProcessOperator<>(new SharedCauseFunction(TIMING, new JobRun("srm", 0))),
          news -> 0,
          experiment -> 0,
          Types.INT);
      setup(
          RowTypes.typeInfo(Table.SRM_CHECKS)
              .createSerializer(getExecutionConfig().getSerializerConfig()));
    }

    Harness running(String... keys) throws Exception {
      for (String key : keys) {
        running(key, null);
      }
      return this;
    }

    Harness running(String key, Long stoppedAt) throws Exception {
      processElement2(new ExperimentInRun(experiment(key, stoppedAt), Horizon.ENDLESS), START);
      return this;
    }

    Harness opened(String key, long asOf) throws Exception {
      return tell(SplitExamples.row(key, asOf))
          .tell(SplitExamples.alert(key, 1, AlertStatus.OPENED, null, asOf));
    }

    Harness tell(SplitNews news) throws Exception {
      processElement1(news, news.asOf() - 1);
      return this;
    }

    /** "x0 PLATFORM" of rows, and "x0 1 OPENED PLATFORM 2" of alerts and their suspects. */
    List<String> at(long tick) throws Exception {
      processBothWatermarks(new Watermark(tick - 1));
      return told();
    }

    List<String> told() {
      var check = RowTypes.of(Table.SRM_CHECKS);
      var alert = RowTypes.of(Table.ALERTS);
      List<String> told = new ArrayList<>();
      for (RowData row : extractOutputValues()) {
        told.add(
            row.getString(check.getFieldIndex("experiment_key"))
                + " "
                + row.getString(check.getFieldIndex("diagnosis")));
      }
      var alerts = getSideOutput(OutputTags.rows(Table.ALERTS));
      if (alerts != null) {
        alerts.forEach(
            record ->
                told.add(
                    record.getValue().getString(alert.getFieldIndex("experiment_key"))
                        + " "
                        + record.getValue().getInt(alert.getFieldIndex("sequence"))
                        + " "
                        + record.getValue().getString(alert.getFieldIndex("status"))
                        + " "
                        + record.getValue().getArray(alert.getFieldIndex("suspects")).size()));
        alerts.clear();
      }
      getOutput().clear();
      return told;
    }
  }

  private static Harness open() throws Exception {
    Harness harness = new Harness();
    harness.open();
    return harness;
  }

  private static Harness restored(Harness harness) throws Exception {
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    Harness next = new Harness();
    next.initializeState(snapshot);
    next.open();
    return next;
  }

  @Test
  void rowsWaitForAllThatIsToldOfTheirTick() throws Exception {
    try (Harness harness = open().running("x0", "x1", "x2")) {
      harness.opened("x0", TICK).opened("x1", TICK);
      assertThat(harness.at(TICK - 1)).isEmpty();
      harness.opened("x2", TICK);
      assertThat(harness.at(TICK))
          .containsExactlyInAnyOrder(
              "x0 PLATFORM",
              "x1 PLATFORM",
              "x2 PLATFORM",
              "x0 1 OPENED 2",
              "x1 1 OPENED 2",
              "x2 1 OPENED 2");
      assertThat(harness.at(TICK + DAY)).isEmpty();
      assertThat(harness.numEventTimeTimers()).isZero();
      assertThat(harness.numKeyedStateEntries()).as("the standings").isEqualTo(1);
    }
  }

  @Test
  void theFirstIsToldAgainWhenItsRowIs() throws Exception {
    try (Harness harness = open().running("x0", "x1", "x2")) {
      harness.opened("x0", TICK).opened("x1", TICK);
      assertThat(harness.at(TICK))
          .containsExactly("x0 TIMING", "x1 TIMING", "x0 1 OPENED 1", "x1 1 OPENED 1");
      harness.opened("x2", TICK + MINUTE);
      assertThat(harness.at(TICK + MINUTE)).containsExactly("x2 PLATFORM", "x2 1 OPENED 2");
      harness
          .tell(SplitExamples.row("x0", TICK + 2 * MINUTE))
          .tell(SplitExamples.alert("x1", 2, AlertStatus.ESCALATED, null, TICK + 2 * MINUTE));
      assertThat(harness.at(TICK + 2 * MINUTE)).containsExactly("x0 PLATFORM", "x1 2 ESCALATED 2");
      harness.tell(SplitExamples.row("x0", TICK + DAY));
      assertThat(harness.at(TICK + DAY)).containsExactly("x0 TIMING");
    }
  }

  @Test
  void instantsBetweenTicksAreJudgedWithTheirTick() throws Exception {
    try (Harness harness = open().running("x0", "x1", "x2")) {
      harness.opened("x2", TICK - 1_000).opened("x0", TICK - 3_000).opened("x1", TICK - 2_000);
      assertThat(harness.at(TICK - 1)).isEmpty();
      assertThat(harness.at(TICK))
          .containsExactly(
              "x0 TIMING",
              "x1 TIMING",
              "x2 PLATFORM",
              "x0 1 OPENED 1",
              "x1 1 OPENED 1",
              "x2 1 OPENED 2");
    }
  }

  @Test
  void whoHasStoppedOrWasResetIsNotCounted() throws Exception {
    try (Harness harness = open().running("x0", "x1", "x2", "x3").running("x4", TICK + MINUTE)) {
      harness.opened("x0", TICK).opened("x1", TICK).opened("x4", TICK);
      assertThat(harness.at(TICK)).contains("x0 PLATFORM");
      assertThat(harness.tell(SplitExamples.row("x0", TICK + MINUTE)).at(TICK + MINUTE))
          .as("at the stop")
          .containsExactly("x0 PLATFORM");
      long later = TICK + 2 * MINUTE;
      assertThat(harness.tell(SplitExamples.row("x0", later)).at(later))
          .as("after the stop")
          .containsExactly("x0 TIMING");
      harness.opened("x2", later + MINUTE);
      assertThat(harness.at(later + MINUTE)).contains("x2 PLATFORM");
      harness
          .tell(SplitExamples.alert("x1", 2, AlertStatus.RESOLVED, SrmAlert.RESET, later + 90_000))
          .tell(SplitExamples.row("x0", later + 2 * MINUTE));
      assertThat(harness.at(later + 2 * MINUTE)).contains("x0 TIMING", "x1 2 RESOLVED 1");
    }
  }

  @Test
  void whatHasStoppedIsForgotten() throws Exception {
    try (Harness harness = open().running("x0", STOP)) {
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      assertThat(harness.at(STOP + MINUTE - 1)).isEmpty();
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      assertThat(harness.at(STOP + MINUTE)).isEmpty();
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void neitherTheOrderNorARestoreChangesAnything() throws Exception {
    List<String> through = run(-1, 0);
    assertThat(through).anyMatch(row -> row.endsWith("PLATFORM"));
    for (int cut = 0; cut < 24; cut++) {
      assertThat(run(cut, cut)).as("cut at %d", cut).isEqualTo(through);
    }
  }

  /** Six experiments over three ticks; restored once after so much of what is told. */
  private static List<String> run(int cut, long seed) throws Exception {
    List<String> all = new ArrayList<>();
    Harness harness = open().running("x0", "x1", "x2", "x3", "x4", "x5");
    int told = 0;
    for (int tick = 0; tick < 3; tick++) {
      long asOf = TICK + tick * MINUTE;
      List<SplitNews> news = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        news.add(SplitExamples.row("x" + i, asOf));
        if (i / 2 == tick) {
          news.add(SplitExamples.alert("x" + i, 1, AlertStatus.OPENED, null, asOf));
        }
      }
      Collections.shuffle(news, new Random(seed));
      for (SplitNews each : news) {
        harness.tell(each);
        harness = told++ == cut ? restored(harness) : harness;
      }
      List<String> atTick = harness.at(asOf);
      Collections.sort(atTick);
      all.addAll(atTick);
    }
    harness.close();
    return all;
  }
}
