package io.plumbline.operators.watch;

import io.plumbline.core.alert.StalledPipeline;
import io.plumbline.core.time.Timing;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.AlertRows;
import io.plumbline.operators.codec.ConfigStall;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that event time stands still, and that it moves again. Keyed by a constant, behind whoever
 * publishes rows, so that its watermark is the job's.
 *
 * <p>Two clocks drive it. The wall clock raises the alert: event time cannot tell that time stands
 * still. The watermark resolves it: an event-time timer, always a millisecond after the watermark,
 * fires when that moves. A job that is restored waits as long again before it complains, since
 * nothing moved while it was down.
 *
 * <p>The first input says whether the configuration is silent and holds the rows, which is then the
 * cause. The second says that there are events: it starts the clock.
 */
public final class PipelineStallFunction
    extends KeyedCoProcessFunction<Integer, ConfigStall, Long, RowData> {

  /** The Flink metric that is 1 while event time stands still, else 0. */
  public static final String STALLED = "pipeline_stalled";

  private static final Logger LOG = LoggerFactory.getLogger(PipelineStallFunction.class);
  private static final long NOT_LISTENING = Long.MIN_VALUE;

  private final Timing timing;
  private final JobRun run;
  private final long stalledAfterMs;

  private transient ValueState<Long> publishedThrough;
  private transient ValueState<Long> awaited;
  private transient ValueState<Long> openedAt;
  private transient ValueState<Long> openedThrough;
  private transient ValueState<Long> configurationOpenedAt;

  /** By the wall clock; when the watermark last moved, or this task began to look. */
  private transient long movedAt;

  private transient boolean isStalled;

  /**
   * @param stalledAfterMs by the wall clock
   */
  public PipelineStallFunction(Timing timing, JobRun run, long stalledAfterMs) {
    this.timing = timing;
    this.run = run;
    this.stalledAfterMs = stalledAfterMs;
  }

  @Override
  public void open(OpenContext context) {
    publishedThrough = state("published-through");
    awaited = state("awaited-watermark");
    openedAt = state("opened-at");
    openedThrough = state("opened-through");
    configurationOpenedAt = state("configuration-opened-at");
    movedAt = NOT_LISTENING;
    Gauge<Integer> stalled = () -> isStalled ? 1 : 0;
    getRuntimeContext().getMetricGroup().gauge(STALLED, stalled);
  }

  private ValueState<Long> state(String name) {
    return getRuntimeContext().getState(new ValueStateDescriptor<>(name, Types.LONG));
  }

  @Override
  public void processElement1(ConfigStall stall, Context context, Collector<RowData> out)
      throws Exception {
    if (stall.isResolved()) {
      configurationOpenedAt.clear();
    } else if (stall.holdsResults()) {
      configurationOpenedAt.update(stall.openedAt());
    }
  }

  @Override
  public void processElement2(Long visibleAt, Context context, Collector<RowData> out)
      throws Exception {
    if (publishedThrough.value() == null) {
      // Nothing is published yet: as if all before the first event were.
      publishedThrough.update(timing.tickAfter(visibleAt) - timing.tickMs());
    }
    listen(context.timerService());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out)
      throws Exception {
    TimerService timers = context.timerService();
    if (movedAt == NOT_LISTENING) {
      // Restored: only now does it begin to look.
      listen(timers);
    }
    if (context.timeDomain() == TimeDomain.EVENT_TIME) {
      move(context, out);
    } else if (timers.currentProcessingTime() < movedAt + stalledAfterMs) {
      timers.registerProcessingTimeTimer(movedAt + stalledAfterMs);
    } else if (openedAt.value() == null) {
      stall(context, out);
    }
  }

  private void stall(OnTimerContext context, Collector<RowData> out) throws Exception {
    long now = context.timerService().currentProcessingTime();
    long through = publishedThrough.value();
    boolean configuration = configurationOpenedAt.value() != null;
    LOG.warn(
        "event time has not moved for {} ms; rows are published through {}",
        now - movedAt,
        through);
    isStalled = true;
    openedAt.update(now);
    openedThrough.update(through);
    out.collect(
        new AlertRows(run, now)
            .of(StalledPipeline.opened(run.job(), now, now - movedAt, through, configuration)));
  }

  private void move(OnTimerContext context, Collector<RowData> out) throws Exception {
    TimerService timers = context.timerService();
    long now = timers.currentProcessingTime();
    movedAt = now;
    long closed = timing.lastClosed(timers.currentWatermark());
    if (closed > publishedThrough.value()) {
      publishedThrough.update(closed);
    }
    if (openedAt.value() != null) {
      LOG.info("event time moves again");
      isStalled = false;
      out.collect(
          new AlertRows(run, now)
              .of(
                  StalledPipeline.resolved(
                      run.job(),
                      openedAt.value(),
                      openedThrough.value(),
                      now,
                      publishedThrough.value())));
      openedAt.clear();
      openedThrough.clear();
      timers.registerProcessingTimeTimer(now + stalledAfterMs);
    }
    awaitMove(timers);
  }

  private void listen(TimerService timers) throws Exception {
    if (movedAt == NOT_LISTENING) {
      movedAt = timers.currentProcessingTime();
      isStalled = openedAt.value() != null;
      timers.registerProcessingTimeTimer(movedAt + stalledAfterMs);
      if (awaited.value() == null) {
        awaitMove(timers);
      }
    }
  }

  /**
   * After a restore the watermark comes again from the beginning; its timer is still that of the
   * one before, so that only what goes beyond it is a move.
   */
  private void awaitMove(TimerService timers) throws Exception {
    long watermark = timers.currentWatermark();
    // At the end of all time nothing moves any more.
    if (watermark != Long.MAX_VALUE) {
      awaited.update(watermark + 1);
      timers.registerEventTimeTimer(watermark + 1);
    }
  }
}
