package io.plumbline.operators.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a harness may throw anything when it is closed
class UnconfirmedMessagesTest {

  /** Sends keys. */
  private static final class Sender extends ProcessFunction<String, String>
      implements CheckpointedFunction, CheckpointListener {
    private transient UnconfirmedMessages messages;

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      messages = new UnconfirmedMessages(context);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      messages.snapshot(context.getCheckpointId());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      messages.complete(checkpointId);
    }

    @Override
    public void processElement(String key, Context context, Collector<String> out) {
      messages.sent(key);
    }
  }

  @Test
  void aMessageIsCertainTwoCheckpointsAfterTheOneThatCoversIt() throws Exception {
    Sender sender = new Sender();
    try (var harness = started(sender, null)) {
      harness.processElement("a", 0);
      checkpoint(harness, 1);
      harness.processElement("b", 0);
      checkpoint(harness, 2);
      assertThat(sender.messages.keys()).containsExactly("a", "b");
      checkpoint(harness, 3);
      assertThat(sender.messages.keys()).containsExactly("b");
      checkpoint(harness, 4);
      assertThat(sender.messages.keys()).isEmpty();
    }
  }

  @Test
  void whatIsSentAgainIsUncertainAgain() throws Exception {
    Sender sender = new Sender();
    try (var harness = started(sender, null)) {
      harness.processElement("a", 0);
      checkpoint(harness, 1);
      checkpoint(harness, 2);
      harness.processElement("a", 0);
      checkpoint(harness, 3);
      checkpoint(harness, 4);
      assertThat(sender.messages.keys()).containsExactly("a");
      checkpoint(harness, 5);
      assertThat(sender.messages.keys()).isEmpty();
    }
  }

  /** Checkpoints of an attempt before say nothing of what this one has committed. */
  @Test
  void aRestoreKeepsWhatIsUncertainAndCountsAnew() throws Exception {
    OperatorSubtaskState state;
    try (var harness = started(new Sender(), null)) {
      harness.processElement("a", 0);
      harness.snapshot(1, 0);
      harness.notifyOfCompletedCheckpoint(1);
      state = harness.snapshot(2, 0);
    }
    Sender restored = new Sender();
    try (var harness = started(restored, state)) {
      assertThat(restored.messages.keys()).containsExactly("a");
      checkpoint(harness, 3);
      checkpoint(harness, 4);
      assertThat(restored.messages.keys()).containsExactly("a");
      checkpoint(harness, 5);
      assertThat(restored.messages.keys()).isEmpty();
    }
  }

  private static OneInputStreamOperatorTestHarness<String, String> started(
      Sender sender, OperatorSubtaskState state) throws Exception {
    var harness = new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(sender));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void checkpoint(OneInputStreamOperatorTestHarness<String, String> harness, long id)
      throws Exception {
    harness.snapshot(id, 0);
    harness.notifyOfCompletedCheckpoint(id);
  }
}
