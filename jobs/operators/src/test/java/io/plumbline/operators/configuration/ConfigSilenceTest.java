package io.plumbline.operators.configuration;

import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Silence;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.ExperimentInRun;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** A run that goes on without its silent configuration: how far it goes, and what it says of it. */
@SuppressWarnings("try") // a harness may throw anything when closed
class ConfigSilenceTest {
  private static final long MINUTE = 60_000;
  private static final long TIMEOUT = 8_000;
  private static final ConfigRecord GATE = ConfigRecord.document(experiment("gate"));

  /** Times are told in minutes since the start; a watermark is a millisecond before one. */
  private static final class Silences
      extends TwoInputStreamOperatorTestHarness<ConfigRecord, Long, ConfigRecord> {
    Silences() throws Exception {
      super(new ConfigSilenceOperator(TIMEOUT));
      setup(ConfigRecord.TYPE.createSerializer(getExecutionConfig().getSerializerConfig()));
    }

    Silences opened() throws Exception {
      open();
      return this;
    }

    void heartbeat(long minute) throws Exception {
      processElement1(new StreamRecord<>(ConfigRecord.heartbeat("__heartbeat", at(minute) - 1)));
      processWatermark1(new Watermark(at(minute) - 1));
      processWatermarkStatus1(WatermarkStatus.ACTIVE);
    }

    void document() throws Exception {
      processElement1(new StreamRecord<>(GATE));
    }

    void events(long minute) throws Exception {
      processWatermark2(new Watermark(at(minute) - 1));
    }

    /** The clock on the wall goes on as it does while a task has nothing to do. */
    void pass(long millis) throws Exception {
      long until = getProcessingTime() + millis;
      while (getProcessingTime() < until) {
        setProcessingTime(Math.min(until, getProcessingTime() + 1_000));
      }
    }

    void silent() throws Exception {
      processWatermarkStatus1(WatermarkStatus.IDLE);
      pass(TIMEOUT + TIMEOUT / 4);
    }

    /** What came out since it was asked last. */
    List<String> told() {
      List<String> told = new ArrayList<>();
      for (Object output : getOutput()) {
        told.add(text(output));
      }
      getOutput().clear();
      return told;
    }
  }

  private static long at(long minute) {
    return START + minute * MINUTE;
  }

  private static String text(Object output) {
    if (output instanceof Watermark watermark) {
      return "watermark " + minute(watermark.getTimestamp() + 1);
    }
    if (output instanceof WatermarkStatus status) {
      return status.toString();
    }
    ConfigRecord config = (ConfigRecord) ((StreamRecord<?>) output).getValue();
    if (config.isHeartbeat()) {
      return "heartbeat " + minute(config.heartbeatAt() + 1);
    }
    return config.isSilence() ? text(config.silence()) : "document";
  }

  private static String text(Silence silence) {
    String after =
        silence.after() == Long.MIN_VALUE ? "ever" : Long.toString(minute(silence.after() + 1));
    String until =
        silence.until() <= Long.MIN_VALUE + 1 ? "none" : Long.toString(minute(silence.until()));
    return "silence %s-%s%s".formatted(after, until, silence.isOver() ? " over" : "");
  }

  private static long minute(long instant) {
    assertThat((instant - START) % MINUTE).isZero();
    return (instant - START) / MINUTE;
  }

  @Test
  void whileItSpeaksItsTimeIsTheOutputs() throws Exception {
    try (Silences silences = new Silences().opened()) {
      silences.document();
      silences.heartbeat(1);
      silences.events(5);
      silences.heartbeat(3);

      assertThat(silences.told())
          .containsExactly("document", "heartbeat 1", "watermark 1", "heartbeat 3", "watermark 3");
    }
  }

  @Test
  void inSilenceTheEventsTimeIsTheOutputsAndWordOfItGoesFirst() throws Exception {
    try (Silences silences = new Silences().opened()) {
      silences.heartbeat(1);
      silences.events(3);
      silences.told();

      silences.silent();
      assertThat(silences.told()).containsExactly("silence 1-1", "watermark 3");
      silences.events(7);
      silences.document();
      silences.events(9);
      assertThat(silences.told())
          .containsExactly("watermark 7", "silence 1-7", "document", "watermark 9");
    }
  }

  @Test
  void theHeartbeatThatEndsItComesAfterTheWordOfTheEnd() throws Exception {
    try (Silences silences = new Silences().opened()) {
      silences.heartbeat(1);
      silences.silent();
      silences.events(9);
      silences.told();

      silences.heartbeat(4);
      assertThat(silences.told()).containsExactly("silence 1-9 over", "heartbeat 4");
      silences.events(20);
      assertThat(silences.told()).as("it speaks again").isEmpty();
      silences.heartbeat(11);
      assertThat(silences.told()).containsExactly("heartbeat 11", "watermark 11");
      silences.silent();
      assertThat(silences.told()).containsExactly("silence 11-11", "watermark 20");
    }
  }

  @Test
  void aConfigurationThatNeverSpokeIsSilentToo() throws Exception {
    try (Silences silences = new Silences().opened()) {
      silences.document();
      silences.silent();
      silences.events(2);
      silences.heartbeat(1);

      assertThat(silences.told())
          .containsExactly(
              "document", "silence ever-none", "watermark 2", "silence ever-2 over", "heartbeat 1");
    }
  }

  @Test
  void whatWasNeverReadIsWaitedFor() throws Exception {
    try (Silences silences = new Silences().opened()) {
      silences.silent();
      silences.events(2);
      assertThat(silences.told()).isEmpty();
      silences.document();
      silences.pass(TIMEOUT - 1);
      assertThat(silences.told()).as("it is read").containsExactly("document");
      silences.document();
      silences.pass(TIMEOUT - 1);
      assertThat(silences.told()).as("it goes on").containsExactly("document");
      silences.pass(TIMEOUT / 4);
      assertThat(silences.told()).containsExactly("silence ever-none", "watermark 2");
    }
  }

  @Test
  void aDocumentIsNoHeartbeat() throws Exception {
    try (Silences silences = new Silences().opened()) {
      silences.heartbeat(1);
      silences.pass(TIMEOUT - 1);
      silences.document();
      silences.pass(TIMEOUT / 4);
      assertThat(silences.told())
          .containsExactly("heartbeat 1", "watermark 1", "document", "silence 1-1");
    }
  }

  @Test
  void aTaskThatWasHeldUpListensBeforeItGoesOn() throws Exception {
    try (Silences silences = new Silences().opened()) {
      silences.heartbeat(1);
      silences.told();
      silences.setProcessingTime(silences.getProcessingTime() + 100 * TIMEOUT);
      assertThat(silences.told()).isEmpty();
      silences.silent();
      assertThat(silences.told()).containsExactly("silence 1-1");
    }
  }

  @Test
  void theEndOfBothInputsIsPassedOnAndKept() throws Exception {
    try (Silences silences = new Silences().opened()) {
      silences.heartbeat(1);
      silences.told();
      silences.processWatermark1(Watermark.MAX_WATERMARK);
      silences.processWatermark2(Watermark.MAX_WATERMARK);

      assertThat(silences.getOutput()).containsExactly(Watermark.MAX_WATERMARK);
      assertThat(silences.snapshot(1, 1).hasState()).isTrue();
    }
  }

  @Test
  void theOutputIsNeverIdle() throws Exception {
    try (Silences silences = new Silences().opened()) {
      silences.heartbeat(1);
      silences.events(2);
      silences.processWatermarkStatus2(WatermarkStatus.IDLE);
      silences.silent();

      assertThat(silences.told())
          .containsExactly("heartbeat 1", "watermark 1", "silence 1-1", "watermark 2");
    }
  }

  @Test
  void aRestoredTaskListensBeforeItGoesOn() throws Exception {
    OperatorSubtaskState snapshot;
    try (Silences silences = new Silences().opened()) {
      silences.heartbeat(1);
      silences.silent();
      silences.events(5);
      snapshot = silences.snapshot(1, 1);
    }
    try (Silences silences = new Silences()) {
      silences.initializeState(snapshot);
      silences.open();
      silences.events(8);
      assertThat(silences.told()).isEmpty();
      silences.silent();
      assertThat(silences.told()).as("the silence is known").containsExactly("watermark 8");
    }
    try (Silences silences = new Silences()) {
      silences.initializeState(snapshot);
      silences.open();
      silences.heartbeat(3);
      assertThat(silences.told())
          .as("it went as far before")
          .containsExactly("silence 1-5 over", "heartbeat 3", "watermark 5");
    }
  }

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

    void take(ConfigRecord config) throws Exception {
      processElement1(new StreamRecord<>(config));
    }

    List<ExperimentInRun> emitted() {
      List<ExperimentInRun> emitted = List.copyOf(extractOutputValues());
      getOutput().clear();
      return emitted;
    }

    ExperimentInRun only() {
      List<ExperimentInRun> emitted = emitted();
      assertThat(emitted).hasSize(1);
      return emitted.get(0);
    }
  }

  /** Knows an experiment, and went on without its configuration from minute 10 to minute 20. */
  private static Live live() throws Exception {
    Live live = new Live();
    live.open();
    live.take(GATE);
    live.take(heartbeat(10));
    live.emitted();
    live.take(silence(10, false));
    assertThat(live.only().isConfigStale(at(15))).isTrue();
    live.take(silence(20, true));
    ExperimentInRun back = live.only();
    assertThat(back.isConfigStale(at(10))).isFalse();
    assertThat(back.isConfigStale(at(11))).isTrue();
    assertThat(back.isConfigStale(at(20))).isTrue();
    assertThat(back.isConfigStale(at(21))).isFalse();
    return live;
  }

  private static ConfigRecord heartbeat(long minute) {
    return ConfigRecord.heartbeat("__heartbeat", at(minute) - 1);
  }

  private static ConfigRecord silence(long until, boolean isOver) {
    return ConfigRecord.silence(new Silence(at(10) - 1, at(until), isOver));
  }

  private static Experiment turnedDown(long minute) {
    Experiment gate = GATE.experiment();
    Allocation first = gate.allocations().get(0);
    return gate.but()
        .allocations(
            List.of(first, new Allocation(at(minute), first.weights(), first.traffic() / 2)))
        .build();
  }

  @Test
  void anAllocationOfTheSilenceActsFromItsEndAndMarksTheExperiment() throws Exception {
    try (Live live = live()) {
      live.take(ConfigRecord.document(turnedDown(15)));
      ExperimentInRun late = live.only();

      assertThat(late.experiment().allocations())
          .extracting(Allocation::effectiveAt)
          .containsExactly(START, at(20));
      assertThat(late.isConfigStale(at(10))).isFalse();
      assertThat(late.isConfigStale(at(21))).isTrue();
      live.take(heartbeat(30));
      live.take(ConfigRecord.document(turnedDown(15)));
      assertThat(live.emitted()).as("the same again").isEmpty();
    }
  }

  @Test
  void aStopOfTheSilenceActsFromItsEnd() throws Exception {
    try (Live live = live()) {
      live.take(
          ConfigRecord.document(
              GATE.experiment().but().stoppedAt(at(15)).stopKnownFrom(at(15)).build()));
      ExperimentInRun late = live.only();

      assertThat(late.experiment().stoppedAt()).isEqualTo(at(20));
      assertThat(late.isConfigStale(at(20) + 1)).isTrue();
    }
  }

  @Test
  void anExperimentThatStartedInItStartsAtItsEnd() throws Exception {
    try (Live live = live()) {
      Experiment started = experiment("new").but().startedAt(at(15)).knownFrom(at(14)).build();
      live.take(ConfigRecord.document(started));
      ExperimentInRun late = live.only();

      assertThat(late.experiment().startedAt()).isEqualTo(at(20));
      assertThat(late.isConfigStale(at(30))).isTrue();
    }
  }

  @Test
  void whatIsPlannedForLaterOrOnlyReadIsNotLate() throws Exception {
    try (Live live = live()) {
      live.take(ConfigRecord.document(turnedDown(25)));
      ExperimentInRun planned = live.only();
      live.take(ConfigRecord.document(turnedDown(25).but().owner("someone else").build()));
      ExperimentInRun renamed = live.only();
      live.take(ConfigRecord.document(experiment("new").but().startedAt(at(25)).build()));
      ExperimentInRun later = live.only();

      assertThat(List.of(planned, renamed, later))
          .extracting(ExperimentInRun::lateFrom)
          .containsOnly(ExperimentInRun.NEVER);
    }
  }

  @Test
  void aMetricOfTheSilenceCountsFromItsEnd() throws Exception {
    try (Live live = live()) {
      live.take(ConfigRecord.document(GATE.experiment().but().metrics(List.of()).build()));
      ExperimentInRun late = live.only();

      assertThat(late.experiment().metrics())
          .allSatisfy(use -> assertThat(use.validUntil()).isEqualTo(at(20)));
      assertThat(late.lateFrom()).isEqualTo(at(20));
    }
  }

  @Test
  void aChangeThatCanNoLongerBeMadeMarksTheExperimentThoughItIsRefused() throws Exception {
    try (Live live = new Live()) {
      live.open();
      live.take(ConfigRecord.document(experiment("gate").but().plannedToStopAt(at(15)).build()));
      live.take(heartbeat(10));
      live.take(silence(20, true));
      live.emitted();

      live.take(ConfigRecord.document(experiment("gate", at(90))));
      ExperimentInRun late = live.only();
      assertThat(late.experiment().stoppedAt()).as("it has stopped").isEqualTo(at(15));
      assertThat(late.lateFrom()).isEqualTo(at(20));
    }
  }

  @Test
  void onceItHasCaughtUpNothingIsLate() throws Exception {
    try (Live live = live()) {
      live.take(heartbeat(12));
      live.take(ConfigRecord.document(turnedDown(15)));
      assertThat(live.only().lateFrom()).as("still within").isEqualTo(at(20));
    }
    try (Live live = live()) {
      live.take(heartbeat(30));
      live.take(ConfigRecord.document(turnedDown(31)));
      assertThat(live.only().lateFrom()).isEqualTo(ExperimentInRun.NEVER);
    }
  }

  @Test
  void aRestoredTaskKnowsItsSilencesAndWhatIsLate() throws Exception {
    OperatorSubtaskState snapshot;
    try (Live live = live()) {
      live.take(ConfigRecord.document(turnedDown(15)));
      snapshot = live.snapshot(1, 1);
    }
    try (Live live = new Live()) {
      live.initializeState(snapshot);
      live.open();
      live.processElement2(new StreamRecord<>(START));
      ExperimentInRun restored = live.only();
      assertThat(restored.lateFrom()).isEqualTo(at(20));
      assertThat(restored.horizon().silences().cover(at(15))).isTrue();
    }
  }
}
