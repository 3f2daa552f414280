package io.plumbline.operators.configuration;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * The keys whose last message may be missing from its topic.
 *
 * <p>A message is in a transaction that the sink commits once a checkpoint covers it. If the job
 * ends in between and is away for longer than the transaction's time, the broker drops it, though
 * the checkpoint knows the message as sent. Two checkpoints more and the commit is certain: the
 * sink would have failed the job.
 */
final class UnconfirmedMessages {
  private static final String NAME = "unconfirmed-messages";
  private static final long NOT_COVERED = Long.MAX_VALUE;
  private static final long NONE = Long.MIN_VALUE;

  private final ListState<Map<String, Long>> state;
  private final Map<String, Long> coveredBy = new TreeMap<>();
  private long lastComplete = NONE;
  private long completeBefore = NONE;

  UnconfirmedMessages(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>(NAME, Types.MAP(Types.STRING, Types.LONG)));
    for (Map<String, Long> restored : state.get()) {
      coveredBy.putAll(restored);
    }
  }

  /** Those that may be missing now. */
  Set<String> keys() {
    return new TreeSet<>(coveredBy.keySet());
  }

  void sent(String key) {
    coveredBy.put(key, NOT_COVERED);
  }

  void snapshot(long checkpoint) throws Exception {
    coveredBy.replaceAll((key, covered) -> Math.min(covered, checkpoint));
    state.update(List.of(new TreeMap<>(coveredBy)));
  }

  void complete(long checkpoint) {
    long certain = completeBefore;
    coveredBy.values().removeIf(covered -> covered <= certain);
    completeBefore = lastComplete;
    lastComplete = checkpoint;
  }
}
