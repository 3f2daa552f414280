package io.plumbline.operators.unit;

import static io.plumbline.operators.Examples.ONE_HOUR_LATER;
import static io.plumbline.operators.Examples.ONE_MINUTE_LATER;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.STOP;
import static io.plumbline.operators.Examples.TIMING;
import static io.plumbline.operators.Examples.TWO_MINUTES_LATER;
import static io.plumbline.operators.Examples.bought;
import static io.plumbline.operators.Examples.experiment;
import static io.plumbline.operators.Examples.exposure;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.time.Horizon;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.UnitInput;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.Keys;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** Units in an endless stream: what happens at which watermark, and across a restore. */
@SuppressWarnings("try") // a harness may throw anything when closed
class UnitFunctionTest {
  private static final Horizon ENDLESS = new Horizon(START, Long.MAX_VALUE);

  private static KeyedBroadcastOperatorTestHarness<String, UnitInput, ExperimentInRun, Contribution>
      unopened() throws Exception {
    return new KeyedBroadcastOperatorTestHarness<>(
        new CoBroadcastWithKeyedOperator<>(
            UnitFunction.ofMetrics(TIMING, new JobRun("metrics", 0)),
            List.of(UnitFunction.EXPERIMENTS)),
        Keys::unit,
        Types.STRING,
        1,
        1,
        0);
  }

  private static KeyedBroadcastOperatorTestHarness<String, UnitInput, ExperimentInRun, Contribution>
      open(Horizon horizon) throws Exception {
    var harness = unopened();
    harness.open();
    harness.processBroadcastElement(new ExperimentInRun(experiment("gate"), horizon), START);
    return harness;
  }

  private static void send(
      KeyedBroadcastOperatorTestHarness<String, UnitInput, ExperimentInRun, Contribution> harness,
      UnitInput input)
      throws Exception {
    harness.processElement(input, input.visibleAt());
  }

  private static <T> List<T> side(
      KeyedBroadcastOperatorTestHarness<String, UnitInput, ExperimentInRun, Contribution> harness,
      OutputTag<T> tag) {
    List<T> values = new ArrayList<>();
    var records = harness.getSideOutput(tag);
    if (records != null) {
      for (StreamRecord<T> record : records) {
        values.add(record.getValue());
      }
    }
    return values;
  }

  @Test
  void anEventWaitsForTheWatermarkOfItsTick() throws Exception {
    try (var harness = open(ENDLESS)) {
      send(harness, exposure("u1", "a", START));
      harness.watermark(ONE_MINUTE_LATER - 2);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.watermark(ONE_MINUTE_LATER - 1);

      assertThat(harness.extractOutputValues())
          .extracting(Contribution::instant)
          .isNotEmpty()
          .containsOnly(ONE_MINUTE_LATER);
      assertThat(side(harness, OutputTags.rows(Table.ENROLLMENTS))).hasSize(1);
      assertThat(side(harness, OutputTags.COUNTS))
          .containsExactly(
              new RecordCount(ONE_MINUTE_LATER, "events.csv", 0, 7, Disposition.APPLIED, null, 1));
    }
  }

  @Test
  void outputCarriesTheTimestampOfItsTimer() throws Exception {
    try (var harness = open(ENDLESS)) {
      send(harness, exposure("u1", "a", START));
      harness.watermark(TWO_MINUTES_LATER);

      assertThat(harness.extractOutputStreamRecords())
          .isNotEmpty()
          .allMatch(r -> r.getTimestamp() == ONE_MINUTE_LATER - 1);
    }
  }

  @Test
  void theWatermarkOfTheConfigurationHoldsEventsBack() throws Exception {
    try (var harness = open(ENDLESS)) {
      send(harness, exposure("u1", "a", START));
      harness.processWatermark(TWO_MINUTES_LATER);
      assertThat(harness.extractOutputValues()).isEmpty();

      harness.processBroadcastWatermark(TWO_MINUTES_LATER);
      assertThat(harness.extractOutputValues()).isNotEmpty();
    }
  }

  @Test
  void aWindowClosesWithoutAnyEvent() throws Exception {
    try (var harness = open(ENDLESS)) {
      send(harness, exposure("u1", "a", START));
      harness.watermark(ONE_HOUR_LATER - 2);
      harness.getOutput().clear();
      harness.watermark(ONE_HOUR_LATER - 1);

      assertThat(harness.extractOutputValues())
          .extracting(Contribution::cell)
          .containsExactlyInAnyOrder(
              new Cell.Metric(0, 0, Cell.ALL, Cell.ALL, 0, true),
              new Cell.Metric(0, 0, "country", "DE", 0, true));
    }
  }

  @Test
  void aWindowThatClosedBeforeTheTimerIsFoldedAtItsOwnInstant() throws Exception {
    try (var harness = open(ENDLESS)) {
      send(harness, exposure("u1", "a", START));
      send(harness, bought("u1", "e1", ONE_HOUR_LATER + 60_000, 1));
      harness.watermark(STOP);

      assertThat(harness.extractOutputValues())
          .filteredOn(c -> c.cell() instanceof Cell.Metric m && m.mature())
          .extracting(Contribution::instant)
          .containsOnly(ONE_HOUR_LATER);
    }
  }

  @Test
  void eachUnitHasItsOwnState() throws Exception {
    try (var harness = open(ENDLESS)) {
      send(harness, exposure("u1", "a", START));
      send(harness, bought("u1", "e1", START + 1, 2));
      send(harness, bought("u2", "e1", START + 1, 2));
      harness.watermark(ONE_MINUTE_LATER);

      assertThat(side(harness, OutputTags.COUNTS))
          .extracting(RecordCount::disposition)
          .containsExactlyInAnyOrder(
              Disposition.APPLIED, Disposition.APPLIED, Disposition.UNMATCHED);
    }
  }

  @Test
  void anExperimentThatComesLaterCountsFromThen() throws Exception {
    try (var harness = unopened()) {
      harness.open();
      send(harness, exposure("u1", "a", START));
      harness.watermark(ONE_MINUTE_LATER);
      harness.processBroadcastElement(new ExperimentInRun(experiment("gate"), ENDLESS), START);
      send(harness, exposure("u1", "a", ONE_MINUTE_LATER + 1));
      harness.watermark(TWO_MINUTES_LATER);

      assertThat(side(harness, OutputTags.COUNTS))
          .extracting(RecordCount::disposition)
          .containsExactly(Disposition.REJECTED, Disposition.APPLIED);
    }
  }

  @Test
  void aRestoreMidWayChangesNothing() throws Exception {
    List<List<UnitInput>> minutes =
        List.of(
            List.of(
                exposure("u1", "a", START),
                exposure("u2", "b", START + 9),
                bought("u1", "e1", START + 5, 10)),
            List.of(bought("u1", "e1", ONE_MINUTE_LATER, 3), bought("u2", "e2", START + 70_000, 4)),
            List.of(
                exposure("u2", "a", TWO_MINUTES_LATER), bought("u1", "e3", START + 125_000, 9)));
    List<Contribution> through = run(minutes, -1);

    for (int cut = 0; cut < 2 * minutes.size(); cut++) {
      assertThat(run(minutes, cut)).containsExactlyInAnyOrderElementsOf(through);
    }
    assertThat(through).hasSizeGreaterThan(10);
  }

  /** Cut before the watermark of a minute if even, after it if odd. */
  private static List<Contribution> run(List<List<UnitInput>> minutes, int cut) throws Exception {
    List<Contribution> outputs = new ArrayList<>();
    var harness = open(ENDLESS);
    for (int i = 0; i < minutes.size(); i++) {
      for (UnitInput input : minutes.get(i)) {
        send(harness, input);
      }
      harness = cut == 2 * i ? restored(harness, outputs) : harness;
      harness.watermark(START + 60_000L * (i + 1) - 1);
      harness = cut == 2 * i + 1 ? restored(harness, outputs) : harness;
    }
    harness.watermark(STOP);
    outputs.addAll(harness.extractOutputValues());
    harness.close();
    return outputs;
  }

  private static KeyedBroadcastOperatorTestHarness<String, UnitInput, ExperimentInRun, Contribution>
      restored(
          KeyedBroadcastOperatorTestHarness<String, UnitInput, ExperimentInRun, Contribution>
              harness,
          List<Contribution> outputs)
          throws Exception {
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    outputs.addAll(harness.extractOutputValues());
    harness.close();
    var next = unopened();
    next.initializeState(snapshot);
    next.open();
    return next;
  }
}
