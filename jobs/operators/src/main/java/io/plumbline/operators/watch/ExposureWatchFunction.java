package io.plumbline.operators.watch;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.StallChange;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Timing;
import io.plumbline.core.watch.ExposureRate;
import io.plumbline.core.watch.ExposureWatch;
import io.plumbline.core.watch.ExposureWatch.Seen;
import io.plumbline.operators.ConfigStaleness;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.AlertRows;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.ExposureRateCodec;
import io.plumbline.operators.codec.TickCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/**
 * Gathers the exposures of all experiments bucket by bucket, and tells where they have stopped:
 * {@link ExposureWatch}, as rows of {@code alerts} and as {@link OutputTags#STALLS}. Keyed by a
 * constant: one task judges all.
 *
 * <p>Driven by event time alone. A bucket is judged at the event-time timer of its end, less a
 * millisecond, with all before it that were not judged for want of a timer; the alert of a stopped
 * experiment ends at the timer of the tick of its stop. In an endless run each timer registers the
 * next; a finite one, which drops such timers, has one for every bucket with exposures and one for
 * its last bucket, and comes to the same. What comes after its bucket was judged, which takes a
 * partition that was idle, counts in the next.
 *
 * <p>State: an entry for every experiment that has not stopped, and the counts of the buckets that
 * are not closed.
 */
public final class ExposureWatchFunction
    extends KeyedCoProcessFunction<Integer, TickCounts, ExperimentInRun, RowData> {

  /** The Flink metric that counts the alerts that were opened. */
  public static final String STALLS_OPENED = "exposure_stalls_opened";

  private final Timing timing;
  private final JobRun run;
  private final long bucketMs;

  private transient ExposureWatch watch;
  private transient WaitingCounts waiting;
  private transient ConfigStaleness staleness;
  private transient MapState<String, ExperimentInRun> experiments;
  private transient MapState<String, ExposureRate> rates;
  private transient ValueState<Long> seenAt;
  private transient Counter opened;

  public ExposureWatchFunction(Timing timing, JobRun run) {
    this.timing = timing;
    this.run = run;
    this.bucketMs = ExposureWatch.bucketMs(timing);
  }

  @Override
  public void open(OpenContext context) {
    watch = new ExposureWatch(timing);
    waiting = new WaitingCounts(getRuntimeContext(), bucketMs);
    staleness = new ConfigStaleness(getRuntimeContext());
    experiments =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("experiments", Types.STRING, ExperimentInRun.TYPE));
    rates =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("rates", Types.STRING, ExposureRateCodec.TYPE));
    seenAt = getRuntimeContext().getState(new ValueStateDescriptor<>("seen-at", Types.LONG));
    opened = getRuntimeContext().getMetricGroup().counter(STALLS_OPENED);
  }

  @Override
  public void processElement1(TickCounts counts, Context context, Collector<RowData> out)
      throws Exception {
    register(waiting.add(counts), context.timerService());
  }

  @Override
  public void processElement2(ExperimentInRun update, Context context, Collector<RowData> out)
      throws Exception {
    experiments.put(update.experiment().key(), update);
    staleness.accept(update);
    Long stoppedAt = update.experiment().stoppedAt();
    if (stoppedAt != null) {
      register(timing.tickAfter(stoppedAt - 1), context.timerService());
    }
    if (!update.horizon().isEndless()) {
      register(lastBucket(update.horizon().end()), context.timerService());
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out)
      throws Exception {
    AlertRows rows = new AlertRows(run, context.timerService().currentProcessingTime(), staleness);
    Consumer<ExperimentAlert> alerts =
        alert -> {
          if (alert.sequence() == 1) {
            opened.inc();
          }
          out.collect(rows.of(alert));
          context.output(OutputTags.STALLS, StallChange.of(alert));
        };
    long tick = timestamp + 1;
    List<Experiment> running = new ArrayList<>();
    long end = Long.MAX_VALUE;
    for (ExperimentInRun each : experiments.values()) {
      running.add(each.experiment());
      end = each.horizon().end();
    }
    judge(running, lastBucket(Math.min(tick, end)), alerts);
    for (Experiment experiment : running) {
      if (experiment.stoppedAt() != null && experiment.stoppedAt() <= tick) {
        ExposureRate rate = rates.get(experiment.key());
        if (rate != null) {
          watch.stop(experiment, rate, alerts);
          rates.remove(experiment.key());
        }
        experiments.remove(experiment.key());
        staleness.forget(experiment.key());
      }
    }
    long watermark = context.timerService().currentWatermark();
    if (end == Long.MAX_VALUE
        && waiting.judgedThrough().isPresent()
        && watermark != Long.MAX_VALUE) {
      register(lastBucket(Math.max(tick, watermark)) + bucketMs, context.timerService());
    }
  }

  /** Judges the buckets from the first with exposures, or the last judged, to one. */
  private void judge(List<Experiment> running, long last, Consumer<ExperimentAlert> alerts)
      throws Exception {
    OptionalLong judged = waiting.judgedThrough();
    Map<String, Long> counts = waiting.take(last);
    if (judged.isEmpty() ? counts.isEmpty() : judged.getAsLong() >= last) {
      return;
    }
    TreeMap<String, ExposureRate> known = known(running);
    // Where there is no timer there are no exposures: only a finite run leaves such buckets out.
    long first = judged.isEmpty() ? last : judged.getAsLong() + bucketMs;
    for (long empty = first; empty < last; empty += bucketMs) {
      if (isLongSilent(empty)) {
        break;
      }
      judge(running, empty, Map.of(), known, alerts);
    }
    if (!counts.isEmpty()) {
      if (isLongSilent(last)) {
        known.replaceAll((key, rate) -> rate.forgotten());
      }
      seenAt.update(last);
    }
    if (!isLongSilent(last)) {
      judge(running, last, counts, known, alerts);
    }
    for (Map.Entry<String, ExposureRate> rate : known.entrySet()) {
      rates.put(rate.getKey(), rate.getValue());
    }
    waiting.judgeThrough(last);
  }

  private boolean isLongSilent(long bucket) throws Exception {
    Long seen = seenAt.value();
    return seen != null && bucket - seen > ExposureWatch.FORGOTTEN_AFTER.toMillis();
  }

  private void judge(
      List<Experiment> running,
      long bucket,
      Map<String, Long> counts,
      TreeMap<String, ExposureRate> known,
      Consumer<ExperimentAlert> alerts) {
    TreeMap<String, Seen> seen = new TreeMap<>();
    for (Experiment experiment : running) {
      String key = experiment.key();
      if (watch.runsThrough(experiment, bucket)) {
        ExposureRate rate = known.getOrDefault(key, ExposureRate.UNSEEN);
        seen.put(key, new Seen(experiment, rate, counts.getOrDefault(key, 0L)));
      }
    }
    known.putAll(watch.judge(bucket, seen, alerts));
  }

  private TreeMap<String, ExposureRate> known(List<Experiment> running) throws Exception {
    TreeMap<String, ExposureRate> known = new TreeMap<>();
    for (Experiment experiment : running) {
      ExposureRate rate = rates.get(experiment.key());
      if (rate != null) {
        known.put(experiment.key(), rate);
      }
    }
    return known;
  }

  /** The last end of a bucket that is not after an instant. */
  private long lastBucket(long instant) {
    return Math.floorDiv(instant, bucketMs) * bucketMs;
  }

  private static void register(long tick, TimerService timers) {
    timers.registerEventTimeTimer(tick - 1);
  }
}
