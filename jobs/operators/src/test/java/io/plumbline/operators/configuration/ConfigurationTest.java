package io.plumbline.operators.configuration;

import static io.plumbline.operators.Examples.ONE_HOUR_LATER;
import static io.plumbline.operators.Examples.ONE_MINUTE_LATER;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.STOP;
import static io.plumbline.operators.Examples.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.unit.Position;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.ConfigStall;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.InputRecord;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Which experiments a run has, since when, and whether the configuration still speaks. */
@SuppressWarnings("try") // a harness may throw anything when closed
class ConfigurationTest {
  private static final long STALLED_AFTER = 300_000;
  private static final long FAR = Horizon.ENDLESS.end();
  private static final ConfigRecord GATE = ConfigRecord.document(experiment("gate"));
  private static final ConfigRecord RAMP = ConfigRecord.document(experiment("ramp"));

  private static final class Live
      extends KeyedTwoInputStreamOperatorTestHarness<Integer, ConfigRecord, Long, ExperimentInRun> {
    Live() throws Exception {
      super(
          new KeyedCoProcessOperator<>(new LiveExperimentsFunction()),
          config -> 0,
          visibleAt -> 0,
          Types.INT);
      setup(ExperimentInRun.TYPE.createSerializer(getExecutionConfig().getSerializerConfig()));
    }

    List<ExperimentInRun> emitted() {
      List<ExperimentInRun> emitted = List.copyOf(extractOutputValues());
      getOutput().clear();
      return emitted;
    }
  }

  private static Live live() throws Exception {
    Live live = new Live();
    live.open();
    return live;
  }

  private static ConfigRecord heartbeat(long at) {
    return ConfigRecord.heartbeat("__heartbeat", at);
  }

  @Test
  void aDocumentIsEmittedWhenItIsNewOrHasChanged() throws Exception {
    try (Live live = live()) {
      live.processElement1(GATE, 0);
      assertThat(live.emitted())
          .containsExactly(new ExperimentInRun(GATE.experiment(), Horizon.ENDLESS));
      live.processElement1(GATE, 0);
      assertThat(live.emitted()).isEmpty();
      Experiment stopping = experiment("gate", STOP + 1);
      live.processElement1(ConfigRecord.document(stopping), 0);
      assertThat(live.emitted()).extracting(ExperimentInRun::experiment).containsExactly(stopping);
    }
  }

  @Test
  void allAreEmittedAgainWhenTheRunBeginsEarlier() throws Exception {
    try (Live live = live()) {
      live.processElement1(GATE, 0);
      live.processElement1(RAMP, 0);
      live.emitted();

      live.processElement2(ONE_HOUR_LATER, ONE_HOUR_LATER);
      assertThat(live.emitted())
          .containsExactlyInAnyOrder(
              new ExperimentInRun(GATE.experiment(), new Horizon(ONE_HOUR_LATER, FAR)),
              new ExperimentInRun(RAMP.experiment(), new Horizon(ONE_HOUR_LATER, FAR)));
      live.processElement2(STOP, STOP);
      assertThat(live.emitted()).isEmpty();
      live.processElement2(START, START);
      assertThat(live.emitted()).hasSize(2).allMatch(e -> e.horizon().firstVisibleAt() == START);
    }
  }

  @Test
  void whatCannotChangeIsRefusedAndTheLastStays() throws Exception {
    try (Live live = live()) {
      live.processElement1(ConfigRecord.document(experiment("gate", ONE_MINUTE_LATER)), 0);
      live.processElement1(heartbeat(ONE_HOUR_LATER), 0);
      live.emitted();

      live.processElement1(GATE, 0);
      assertThat(live.emitted()).isEmpty();
      live.processElement2(START, START);
      assertThat(live.emitted())
          .extracting(e -> e.experiment().stoppedAt())
          .containsExactly(ONE_MINUTE_LATER);
    }
  }

  @Test
  void aMetricThatVanishesIsRetiredAtTheLastHeartbeat() throws Exception {
    try (Live live = live()) {
      live.processElement1(GATE, 0);
      live.processElement1(heartbeat(ONE_HOUR_LATER), 0);
      live.processElement1(heartbeat(ONE_MINUTE_LATER), 0);
      live.emitted();

      live.processElement1(ConfigRecord.document(withoutMetrics(GATE.experiment())), 0);
      assertThat(live.emitted())
          .singleElement()
          .satisfies(
              e ->
                  assertThat(e.experiment().metrics())
                      .singleElement()
                      .extracting(use -> use.validUntil())
                      .isEqualTo(ONE_HOUR_LATER));
    }
  }

  @Test
  void aDeletionTakesBackOnlyWhatHasNotStarted() throws Exception {
    try (Live live = live()) {
      live.processElement1(GATE, 0);
      live.processElement1(heartbeat(START - 1), 0);
      live.emitted();
      live.processElement1(ConfigRecord.deletion("gate"), 0);
      assertThat(live.emitted())
          .singleElement()
          .satisfies(e -> assertThat(e.experiment().isTakenBack()).isTrue());
      live.processElement1(GATE, 0);
      assertThat(live.emitted()).extracting(ExperimentInRun::experiment).containsExactly(gate());

      live.processElement1(heartbeat(ONE_HOUR_LATER), 0);
      live.processElement1(ConfigRecord.deletion("gate"), 0);
      live.processElement1(ConfigRecord.deletion("other"), 0);
      assertThat(live.emitted()).isEmpty();
    }
  }

  private static Experiment gate() {
    return GATE.experiment();
  }

  @Test
  void aRestoredTaskKnowsWhatItKnew() throws Exception {
    OperatorSubtaskState snapshot;
    try (Live live = live()) {
      live.processElement1(GATE, 0);
      live.processElement2(ONE_HOUR_LATER, ONE_HOUR_LATER);
      snapshot = live.snapshot(1, 1);
    }
    try (Live live = new Live()) {
      live.initializeState(snapshot);
      live.open();
      live.processElement1(GATE, 0);
      live.processElement2(STOP, STOP);
      assertThat(live.emitted()).isEmpty();
      live.processElement1(RAMP, 0);
      assertThat(live.emitted())
          .containsExactly(
              new ExperimentInRun(RAMP.experiment(), new Horizon(ONE_HOUR_LATER, FAR)));
    }
  }

  @Test
  void aTaskTellsOnlyOfAnEarlierBeginning() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = firstVisible()) {
      harness.open();
      harness.processElement(record(ONE_HOUR_LATER), ONE_HOUR_LATER);
      harness.processElement(record(STOP), STOP);
      harness.processElement(record(START), START);
      assertThat(harness.extractOutputValues()).containsExactly(ONE_HOUR_LATER, START);
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = firstVisible()) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(record(ONE_MINUTE_LATER), ONE_MINUTE_LATER);
      assertThat(harness.extractOutputValues()).isEmpty();
    }
  }

  private static OneInputStreamOperatorTestHarness<InputRecord<Event>, Long> firstVisible()
      throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new ProcessOperator<>(new FirstVisibleFunction<Event>()));
  }

  private static InputRecord<Event> record(long visibleAt) {
    Exposure exposure =
        new Exposure("x", "gate", "a", "user", "u", Map.of(), visibleAt, null, Map.of(), null);
    return new InputRecord<>(
        exposure, null, EventKind.EXPOSURE, new Position("t", 0, 0, 0), visibleAt, visibleAt);
  }

  private static Experiment withoutMetrics(Experiment e) {
    return e.but().metrics(List.of()).build();
  }

  private static final class Stalls
      extends KeyedTwoInputStreamOperatorTestHarness<Integer, ConfigRecord, Long, ConfigStall> {
    Stalls() throws Exception {
      super(
          new KeyedCoProcessOperator<>(new ConfigStallFunction(STALLED_AFTER, true)),
          config -> 0,
          visibleAt -> 0,
          Types.INT);
      setup(ConfigStall.TYPE.createSerializer(getExecutionConfig().getSerializerConfig()));
    }

    List<ConfigStall> at(long now) throws Exception {
      setProcessingTime(now);
      return told();
    }

    List<ConfigStall> told() {
      List<ConfigStall> told = List.copyOf(extractOutputValues());
      getOutput().clear();
      return told;
    }
  }

  @Test
  void silenceOpensOneIncidentAndAHeartbeatResolvesIt() throws Exception {
    try (Stalls stalls = new Stalls()) {
      stalls.open();
      stalls.at(1_000);
      stalls.processElement1(heartbeat(START), 0);
      stalls.at(200_000);
      stalls.processElement1(heartbeat(ONE_MINUTE_LATER), 0);
      assertThat(stalls.at(499_999)).isEmpty();
      assertThat(stalls.at(500_000))
          .containsExactly(new ConfigStall(500_000, ONE_MINUTE_LATER, null, true));
      assertThat(stalls.at(9_000_000)).isEmpty();

      stalls.processElement1(heartbeat(ONE_HOUR_LATER), 0);
      assertThat(stalls.told())
          .containsExactly(new ConfigStall(500_000, ONE_MINUTE_LATER, 9_000_000L, true));
      assertThat(stalls.at(9_299_999)).isEmpty();
      assertThat(stalls.at(9_300_000))
          .containsExactly(new ConfigStall(9_300_000, ONE_HOUR_LATER, null, true));
    }
  }

  @Test
  void aConfigurationThatNeverSpokeIsSilentToo() throws Exception {
    try (Stalls stalls = new Stalls()) {
      stalls.open();
      stalls.at(1_000);
      stalls.processElement2(START, START);
      stalls.processElement1(GATE, 0);
      assertThat(stalls.at(301_000)).containsExactly(new ConfigStall(301_000, null, null, true));
    }
  }

  @Test
  void aRestoredJobListensFirst() throws Exception {
    OperatorSubtaskState snapshot;
    try (Stalls stalls = new Stalls()) {
      stalls.open();
      stalls.at(1_000);
      stalls.processElement1(heartbeat(START), 0);
      snapshot = stalls.snapshot(1, 1);
    }
    try (Stalls stalls = new Stalls()) {
      stalls.setProcessingTime(9_000_000);
      stalls.initializeState(snapshot);
      stalls.open();
      assertThat(stalls.at(9_000_001)).isEmpty();
      assertThat(stalls.at(9_300_001))
          .containsExactly(new ConfigStall(9_300_001, START, null, true));
    }
    try (Stalls stalls = new Stalls()) {
      stalls.setProcessingTime(9_000_000);
      stalls.initializeState(snapshot);
      stalls.open();
      stalls.at(9_000_001);
      stalls.processElement1(heartbeat(ONE_HOUR_LATER), 0);
      assertThat(stalls.at(9_300_000)).isEmpty();
      assertThat(stalls.at(9_300_001))
          .containsExactly(new ConfigStall(9_300_001, ONE_HOUR_LATER, null, true));
    }
  }

  @Test
  void anOpenIncidentIsResolvedAfterARestoreToo() throws Exception {
    OperatorSubtaskState snapshot;
    try (Stalls stalls = new Stalls()) {
      stalls.open();
      stalls.at(1_000);
      stalls.processElement1(heartbeat(START), 0);
      stalls.at(301_000);
      snapshot = stalls.snapshot(1, 1);
    }
    try (Stalls stalls = new Stalls()) {
      stalls.setProcessingTime(400_000);
      stalls.initializeState(snapshot);
      stalls.open();
      stalls.processElement1(heartbeat(ONE_HOUR_LATER), 0);
      assertThat(stalls.told()).containsExactly(new ConfigStall(301_000, START, 400_000L, true));
    }
  }
}
