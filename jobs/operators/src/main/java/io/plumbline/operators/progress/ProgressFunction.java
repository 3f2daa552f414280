package io.plumbline.operators.progress;

import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.RowBuilder;
import io.plumbline.schemas.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/**
 * Adds up what became of a job's records, and tells it at every tick at which something did. Keyed
 * by the job.
 *
 * <p>Positions say up to where a log is counted: {@code topic-partition} and the offset that
 * follows the greatest counted. Of a file, where records have no lasting place, it is the number of
 * records.
 */
public final class ProgressFunction
    extends KeyedBroadcastProcessFunction<String, RecordCount, Horizon, RowData> {

  private static final String POSITION = "position:";
  private static final String OFFSET = "offset:";
  private static final String REJECTED = "rejected:";

  private final JobRun run;
  private final Timing timing;
  private transient WaitingByTick<Map<String, Long>> waiting;
  private transient MapState<String, Long> totals;

  public ProgressFunction(JobRun run, Timing timing) {
    this.run = run;
    this.timing = timing;
  }

  @Override
  public void open(OpenContext context) {
    waiting = new WaitingByTick<>(getRuntimeContext(), Types.MAP(Types.STRING, Types.LONG), timing);
    totals =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("totals", Types.STRING, Types.LONG));
  }

  @Override
  public void processBroadcastElement(Horizon horizon, Context context, Collector<RowData> out)
      throws Exception {
    RunHorizon.remember(horizon, context.getBroadcastState(RunHorizon.DESCRIPTOR));
  }

  @Override
  public void processElement(RecordCount count, ReadOnlyContext context, Collector<RowData> out)
      throws Exception {
    waiting.update(
        count.tick(),
        changes -> with(changes, count),
        context.getBroadcastState(RunHorizon.DESCRIPTOR),
        context.timerService());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out)
      throws Exception {
    long tick = timestamp + 1;
    boolean anyChanged = false;
    for (Map.Entry<String, Long> change : waiting.take(tick).entrySet()) {
      anyChanged |= apply(change.getKey(), change.getValue());
    }
    if (anyChanged) {
      boolean isStale =
          RunHorizon.isConfigStale(context.getBroadcastState(RunHorizon.DESCRIPTOR), tick);
      out.collect(row(tick, isStale, context.currentProcessingTime()));
    }
  }

  /** How one tick changes the counters; of an offset, the greatest. */
  private Map<String, Long> with(Map<String, Long> changes, RecordCount count) {
    Map<String, Long> more = changes == null ? new HashMap<>() : changes;
    more.merge(count.disposition().name(), count.count(), Long::sum);
    if (count.reason() != null) {
      more.merge(REJECTED + count.reason(), count.count(), Long::sum);
    }
    if (!timing.isOfLogs()) {
      more.merge(POSITION + count.topic(), count.count(), Long::sum);
    } else if (count.lastOffset() >= 0) {
      String partition = OFFSET + count.topic() + "-" + count.partition();
      more.merge(partition, count.lastOffset() + 1, Math::max);
    }
    return more;
  }

  private boolean apply(String counter, long change) throws Exception {
    Long known = totals.get(counter);
    long before = known == null ? 0 : known;
    long after = counter.startsWith(OFFSET) ? Math.max(before, change) : before + change;
    if (after != before) {
      totals.put(counter, after);
    }
    return after != before;
  }

  private long total(Disposition disposition) throws Exception {
    Long total = totals.get(disposition.name());
    return total == null ? 0 : total;
  }

  private TreeMap<String, Long> startingWith(String prefix) throws Exception {
    TreeMap<String, Long> matching = new TreeMap<>();
    for (var entry : totals.entries()) {
      if (entry.getKey().startsWith(prefix) && entry.getValue() != 0) {
        matching.put(entry.getKey().substring(prefix.length()), entry.getValue());
      }
    }
    return matching;
  }

  private RowData row(long tick, boolean isConfigStale, long publishedAt) throws Exception {
    long read = 0;
    for (Disposition disposition : Disposition.values()) {
      read += total(disposition);
    }
    return RowBuilder.of(Table.JOB_PROGRESS)
        .put("job", run.job())
        .putTime("as_of", tick)
        .put("revision", run.revision())
        .put("read", read)
        .put("applied", total(Disposition.APPLIED))
        .put("pending", 0L)
        .put("unmatched", total(Disposition.UNMATCHED))
        .put("duplicates", total(Disposition.DUPLICATE))
        .put("rejected", startingWith(REJECTED))
        .put("rejected_total", total(Disposition.REJECTED))
        .put("is_config_stale", isConfigStale)
        .put("positions", startingWith(timing.isOfLogs() ? OFFSET : POSITION))
        .putTime("published_at", publishedAt)
        .build();
  }
}
