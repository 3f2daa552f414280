package io.plumbline.operators.progress;

import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Rejection;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.bundle.RejectionSample;
import io.plumbline.operators.codec.RejectionCodec;
import io.plumbline.operators.codec.RowBuilder;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/**
 * Keeps the first rejections of each reason, topic and tick, and publishes them with the tick.
 * Keyed by reason and topic.
 */
public final class RejectionsFunction
    extends KeyedBroadcastProcessFunction<String, Rejection, Horizon, RowData> {

  private final JobRun run;
  private final Timing timing;
  private transient WaitingByTick<List<Rejection>> waiting;

  public RejectionsFunction(JobRun run, Timing timing) {
    this.run = run;
    this.timing = timing;
  }

  /** The key under which rejections are kept together. */
  public static String key(Rejection rejection) {
    return rejection.reason() + ":" + rejection.position().topic();
  }

  @Override
  public void open(OpenContext context) {
    waiting = new WaitingByTick<>(getRuntimeContext(), Types.LIST(RejectionCodec.TYPE), timing);
  }

  @Override
  public void processBroadcastElement(Horizon horizon, Context context, Collector<RowData> out)
      throws Exception {
    RunHorizon.remember(horizon, context.getBroadcastState(RunHorizon.DESCRIPTOR));
  }

  @Override
  public void processElement(Rejection rejection, ReadOnlyContext context, Collector<RowData> out)
      throws Exception {
    waiting.update(
        rejection.tick(),
        kept -> with(kept, rejection),
        context.getBroadcastState(RunHorizon.DESCRIPTOR),
        context.timerService());
  }

  private static List<Rejection> with(List<Rejection> kept, Rejection rejection) {
    List<Rejection> more = kept == null ? new ArrayList<>() : kept;
    more.add(rejection);
    return more.size() < 2 * RejectionSample.SIZE ? more : sample(more).inOrder();
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out)
      throws Exception {
    long tick = timestamp + 1;
    for (Rejection rejection : sample(waiting.take(tick)).inOrder()) {
      out.collect(row(rejection, tick, context.currentProcessingTime()));
    }
  }

  private static RejectionSample sample(List<Rejection> rejections) {
    RejectionSample sample = new RejectionSample();
    rejections.forEach(sample::add);
    return sample;
  }

  private RowData row(Rejection rejection, long tick, long publishedAt) {
    return RowBuilder.of(Table.REJECTED_EVENTS)
        .put("job", run.job())
        .putTime("as_of", tick)
        .put("revision", run.revision())
        .put("reason", rejection.reason().name())
        .put("detail", rejection.detail())
        .put("topic", rejection.position().topic())
        .put("kafka_partition", rejection.position().partition())
        .put("kafka_offset", rejection.position().offset())
        .put("record_index", rejection.position().recordIndex())
        .put("experiment_key", rejection.experimentKey())
        .put("variant_key", rejection.variantKey())
        .put("unit_id", rejection.unitId())
        .put("event_name", rejection.eventName())
        .putTime("event_time", rejection.eventTime())
        .put("payload", rejection.payload())
        .putTime("published_at", publishedAt)
        .build();
  }
}
