package io.plumbline.operators.progress;

import io.plumbline.core.time.Horizon;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.RecordCountCodec;
import io.plumbline.operators.codec.RowBuilder;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.List;
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
 */
public final class ProgressFunction
    extends KeyedBroadcastProcessFunction<String, RecordCount, Horizon, RowData> {

  private static final String POSITION = "position:";
  private static final String REJECTED = "rejected:";

  private final JobRun run;
  private transient MapState<Long, List<RecordCount>> waiting;
  private transient MapState<String, Long> totals;

  public ProgressFunction(JobRun run) {
    this.run = run;
  }

  @Override
  public void open(OpenContext context) {
    waiting =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("waiting", Types.LONG, Types.LIST(RecordCountCodec.TYPE)));
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
    long tick = RunHorizon.tick(count.tick(), context.getBroadcastState(RunHorizon.DESCRIPTOR));
    List<RecordCount> counts = waiting.get(tick);
    if (counts == null) {
      counts = new ArrayList<>();
      context.timerService().registerEventTimeTimer(tick - 1);
    }
    counts.add(count);
    waiting.put(tick, counts);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out)
      throws Exception {
    long tick = timestamp + 1;
    for (RecordCount count : waiting.get(tick)) {
      add(count.disposition().name(), count.count());
      add(POSITION + count.topic(), count.count());
      if (count.reason() != null) {
        add(REJECTED + count.reason(), count.count());
      }
    }
    waiting.remove(tick);
    out.collect(row(tick, context.currentProcessingTime()));
  }

  private void add(String counter, long count) throws Exception {
    Long before = totals.get(counter);
    totals.put(counter, before == null ? count : before + count);
  }

  private long total(Disposition disposition) throws Exception {
    Long total = totals.get(disposition.name());
    return total == null ? 0 : total;
  }

  private TreeMap<String, Long> startingWith(String prefix) throws Exception {
    TreeMap<String, Long> matching = new TreeMap<>();
    for (var entry : totals.entries()) {
      if (entry.getKey().startsWith(prefix)) {
        matching.put(entry.getKey().substring(prefix.length()), entry.getValue());
      }
    }
    return matching;
  }

  private RowData row(long tick, long publishedAt) throws Exception {
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
        .put("positions", startingWith(POSITION))
        .putTime("published_at", publishedAt)
        .build();
  }
}
