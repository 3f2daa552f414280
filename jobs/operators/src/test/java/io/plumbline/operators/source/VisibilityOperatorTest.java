package io.plumbline.operators.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.Refusal;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Visibility;
import io.plumbline.core.unit.Position;
import io.plumbline.operators.codec.InputRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a harness may throw anything when closed
class VisibilityOperatorTest {
  /** Ten out of order, a hundred late. */
  private static final Visibility VISIBILITY = new Visibility(10, 100, 50);

  private static final int MAX_PARALLELISM = 8;

  /** One task with the operator. */
  private static final class Task
      extends OneInputStreamOperatorTestHarness<InputRecord<Event>, InputRecord<Event>> {

    Task(int parallelism, int index) throws Exception {
      super(new VisibilityOperator(VISIBILITY), MAX_PARALLELISM, parallelism, index);
    }

    static Task open(OperatorSubtaskState state, int parallelism, int index) throws Exception {
      Task task = new Task(parallelism, index);
      task.setup(
          InputRecord.EVENTS.createSerializer(task.getExecutionConfig().getSerializerConfig()));
      if (state != null) {
        task.initializeState(state);
      }
      task.open();
      return task;
    }

    InputRecord<Event> judge(InputRecord<Event> record) throws Exception {
      processElement(new StreamRecord<>(record, 0));
      Object last = null;
      for (Object emitted : getOutput()) {
        last = emitted;
      }
      @SuppressWarnings("unchecked")
      StreamRecord<InputRecord<Event>> emitted = (StreamRecord<InputRecord<Event>>) last;
      assertThat(emitted.getTimestamp()).isEqualTo(emitted.getValue().visibleAt());
      return emitted.getValue();
    }

    List<Long> watermarks() {
      List<Long> watermarks = new ArrayList<>();
      for (Object emitted : getOutput()) {
        if (emitted instanceof Watermark watermark) {
          watermarks.add(watermark.getTimestamp());
        }
      }
      return watermarks;
    }
  }

  private static InputRecord<Event> at(int partition, long eventTime) {
    Event event = new MetricEvent("e", "n", "user", "u", Map.of(), eventTime, null, null, Map.of());
    return record(event, null, partition);
  }

  private static InputRecord<Event> refused(int partition, RejectReason reason, long eventTime) {
    Event event = reason == RejectReason.MALFORMED ? null : at(partition, eventTime).event();
    return record(event, new Refusal(reason, "why", null), partition);
  }

  /** Received at 500. */
  private static InputRecord<Event> record(Event event, Refusal refusal, int partition) {
    return new InputRecord<>(
        event,
        refusal,
        event == null ? null : EventKind.METRIC_EVENT,
        new Position("t", partition, 0, 0),
        500,
        -1);
  }

  @Test
  void everyPartitionHasItsOwnTime() throws Exception {
    try (Task task = Task.open(null, 1, 0)) {
      assertThat(task.judge(at(0, 1000)).visibleAt()).isEqualTo(1000);
      assertThat(task.judge(at(0, 995)).visibleAt()).isEqualTo(995);
      assertThat(task.judge(at(0, 980)).visibleAt()).isEqualTo(990);
      assertThat(task.judge(at(1, 200)).visibleAt()).isEqualTo(200);
      assertThat(task.judge(at(0, 1100)).visibleAt()).isEqualTo(1100);
      assertThat(task.judge(at(0, 990)).visibleAt()).isEqualTo(1090);
    }
  }

  @Test
  void whatComesTooLateIsRefusedAndMovesNothing() throws Exception {
    try (Task task = Task.open(null, 1, 0)) {
      task.judge(at(0, 1000));
      assertThat(task.judge(at(0, 890)).isRefused()).isFalse();
      InputRecord<Event> late = task.judge(at(0, 889));

      assertThat(late.refusal().reason()).isEqualTo(RejectReason.TOO_LATE);
      assertThat(late.refusal().detail())
          .isEqualTo(
              "event_time is 111 ms before the latest of its partition; allowed: at most 110 ms"
                  + " (timing.max-out-of-orderness and timing.lateness)");
      assertThat(late.visibleAt()).isEqualTo(990);
      assertThat(late.event().eventTime()).isEqualTo(889);
      assertThat(task.judge(at(0, 1000)).visibleAt()).isEqualTo(1000);
    }
  }

  @Test
  void whatIsRefusedCountsFromThePartitionsTimeAndMovesNothing() throws Exception {
    try (Task task = Task.open(null, 1, 0)) {
      assertThat(task.judge(refused(0, RejectReason.MALFORMED, 0)).visibleAt()).isEqualTo(500);
      assertThat(task.judge(refused(0, RejectReason.IN_FUTURE, 9999)).visibleAt()).isEqualTo(500);
      task.judge(at(0, 1000));
      for (RejectReason reason :
          List.of(RejectReason.MALFORMED, RejectReason.IN_FUTURE, RejectReason.SAMPLED)) {
        InputRecord<Event> record = task.judge(refused(0, reason, 9999));
        assertThat(record.visibleAt()).isEqualTo(990);
        assertThat(record.refusal().reason()).isEqualTo(reason);
      }
      assertThat(task.judge(at(0, 1000)).visibleAt()).isEqualTo(1000);
    }
  }

  @Property(tries = 50)
  void aRestoreAnywhereMakesNoDifference(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<InputRecord<Event>> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int partition = random.nextInt(4);
      records.add(
          random.nextInt(5) == 0
              ? refused(partition, RejectReason.MALFORMED, 0)
              : at(partition, 1000 + i * 8 - random.nextInt(150)));
    }
    List<InputRecord<Event>> expected = new ArrayList<>();
    try (Task task = Task.open(null, 1, 0)) {
      for (InputRecord<Event> record : records) {
        expected.add(task.judge(record));
      }
    }

    List<InputRecord<Event>> found = new ArrayList<>();
    OperatorSubtaskState state = null;
    for (InputRecord<Event> record : records) {
      try (Task task = Task.open(state, 1, 0)) {
        found.add(task.judge(record));
        state = task.snapshot(1, 1);
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void partitionsMoveBetweenTasks() throws Exception {
    OperatorSubtaskState one;
    try (Task task = Task.open(null, 1, 0)) {
      task.judge(at(0, 1000));
      task.judge(at(1, 2000));
      one = task.snapshot(1, 1);
    }

    OperatorSubtaskState both;
    try (Task left = Task.open(rescaled(one, 1, 2, 0), 2, 0);
        Task right = Task.open(rescaled(one, 1, 2, 1), 2, 1)) {
      // Partition 0 went to the right, partition 1 to the left.
      assertThat(right.judge(at(0, 900)).visibleAt()).isEqualTo(990);
      assertThat(left.judge(at(1, 1900)).visibleAt()).isEqualTo(1990);
      right.judge(at(0, 1500));
      left.judge(at(2, 50));
      both =
          AbstractStreamOperatorTestHarness.repackageState(
              left.snapshot(2, 2), right.snapshot(2, 2));
    }

    // What the left one remembers of partition 0 is old; the larger value wins.
    try (Task task = Task.open(rescaled(both, 2, 1, 0), 1, 0)) {
      assertThat(task.judge(at(0, 1450)).visibleAt()).isEqualTo(1490);
      assertThat(task.judge(at(1, 1950)).visibleAt()).isEqualTo(1990);
      assertThat(task.judge(at(2, 30)).visibleAt()).isEqualTo(40);
      assertThat(task.judge(at(3, 7)).visibleAt()).isEqualTo(7);
    }
  }

  @Test
  void theWatermarkIsPassedOnAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (Task task = Task.open(null, 1, 0)) {
      task.judge(at(0, 1000));
      task.judge(at(1, 1200));
      task.processWatermark(new Watermark(900));
      // Not yet told: 989.
      state = task.snapshot(1, 1);
    }
    try (Task task = Task.open(state, 1, 0)) {
      assertThat(task.getOutput()).isEmpty();
      task.setProcessingTime(1);
      task.processWatermark(new Watermark(950));
      task.processWatermark(new Watermark(989));
      task.processWatermark(new Watermark(990));

      assertThat(task.watermarks()).containsExactly(989L, 990L);
    }
  }

  @Test
  void aPartitionThatHeldEverythingDoesSoAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (Task left = Task.open(null, 2, 0);
        Task right = Task.open(null, 2, 1)) {
      left.judge(at(0, 1000));
      left.processWatermark(new Watermark(989));
      // The right one's partition is empty.
      state =
          AbstractStreamOperatorTestHarness.repackageState(
              left.snapshot(1, 1), right.snapshot(1, 1));
    }
    try (Task left = Task.open(rescaled(state, 2, 2, 0), 2, 0)) {
      left.setProcessingTime(1);

      assertThat(left.getOutput()).isEmpty();
    }
  }

  @Test
  void noWatermarkGoesBackAndTheLastOnePasses() throws Exception {
    try (Task task = Task.open(null, 1, 0)) {
      for (long time : new long[] {5, 4, 5, 6}) {
        task.processWatermark(new Watermark(time));
      }
      task.processWatermark(Watermark.MAX_WATERMARK);

      assertThat(task.watermarks()).containsExactly(5L, 6L, Long.MAX_VALUE);
    }
  }

  private static OperatorSubtaskState rescaled(
      OperatorSubtaskState state, int from, int to, int index) throws Exception {
    return AbstractStreamOperatorTestHarness.repartitionOperatorState(
        state, MAX_PARALLELISM, from, to, index);
  }
}
