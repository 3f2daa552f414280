package io.plumbline.operators.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.alert.StallChange;
import io.plumbline.operators.Keys;
import io.plumbline.operators.codec.ExperimentStatusCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Statuses wait for what is said elsewhere of the same instant, across a restore. */
@SuppressWarnings("try") // a harness may throw anything when closed
class StatusFunctionTest {
  private static final long TICK = 60_000;

  private static final class Harness
      extends KeyedTwoInputStreamOperatorTestHarness<
          Long, ExperimentStatus, StallChange, ExperimentStatus> {

    Harness() throws Exception {
      super(
          new KeyedCoProcessOperator<>(new StatusFunction()),
          status -> Keys.experiment(status.experimentKey()),
          change -> Keys.experiment(change.experimentKey()),
          Types.LONG);
      setup(
          ExperimentStatusCodec.TYPE.createSerializer(getExecutionConfig().getSerializerConfig()));
    }

    void status(String key, int tick, String... open) throws Exception {
      processElement1(
          new ExperimentStatus(key, tick * TICK, "HEALTHY", List.of(open), "v"), tick * TICK - 1);
    }

    void change(String key, int tick, boolean isOpen) throws Exception {
      processElement2(
          new StallChange(key, "stall-" + key, isOpen, tick * TICK, "v"), tick * TICK - 1);
    }

    List<String> through(int tick) throws Exception {
      processBothWatermarks(new Watermark(tick * TICK - 1));
      List<String> told = new ArrayList<>();
      for (ExperimentStatus status : extractOutputValues()) {
        told.add(status.experimentKey() + " " + status.asOf() / TICK + " " + status.openAlertIds());
      }
      getOutput().clear();
      told.sort(String::compareTo);
      return told;
    }
  }

  @Test
  void aStallIsListedFromItsInstantOnWhicheverComesFirst() throws Exception {
    try (Harness harness = new Harness()) {
      harness.open();
      harness.status("gate", 1);
      harness.status("ramp", 1, "srm-ramp-0");
      assertThat(harness.through(1)).containsExactly("gate 1 []", "ramp 1 [srm-ramp-0]");
      // Of one instant, the status before the change and the other way round.
      harness.status("gate", 5);
      harness.change("gate", 5, true);
      harness.change("ramp", 5, true);
      harness.status("ramp", 5, "srm-ramp-0");
      assertThat(harness.through(5))
          .containsExactly("gate 5 [stall-gate]", "ramp 5 [srm-ramp-0, stall-ramp]");
      harness.status("gate", 7);
      assertThat(harness.through(7)).containsExactly("gate 7 [stall-gate]");
    }
  }

  @Test
  void whatIsSaidOfALaterInstantDoesNotShowEarlier() throws Exception {
    try (Harness harness = new Harness()) {
      harness.open();
      harness.change("gate", 5, true);
      harness.status("gate", 5);
      harness.status("gate", 4);
      assertThat(harness.through(5)).containsExactly("gate 4 []", "gate 5 [stall-gate]");
    }
  }

  @Test
  void aChangeAloneTellsTheStatusAgain() throws Exception {
    OperatorSubtaskState state;
    try (Harness harness = new Harness()) {
      harness.open();
      harness.change("gate", 1, true);
      assertThat(harness.through(1)).isEmpty();
      harness.status("gate", 2, "a");
      assertThat(harness.through(2)).containsExactly("gate 2 [a, stall-gate]");
      harness.change("gate", 10, false);
      state = harness.snapshot(1, 1);
    }
    try (Harness harness = new Harness()) {
      harness.initializeState(state);
      harness.open();
      assertThat(harness.through(9)).isEmpty();
      assertThat(harness.through(10)).containsExactly("gate 10 [a]");
      assertThat(harness.numEventTimeTimers()).isZero();
      // The last status; nothing waits.
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    }
  }
}
