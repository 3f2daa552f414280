package io.plumbline.operators.watch;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.time.Timing;
import io.plumbline.core.watch.UnknownExperiment;
import io.plumbline.operators.ConfigStaleness;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.AlertRows;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.TickCounts;
import io.plumbline.operators.codec.UnknownExperimentCodec;
import java.util.Map;
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
 * Follows the keys for which exposures come although no configuration knows them, and tells of
 * those with many: {@link UnknownExperiment}. Keyed by a constant: one task follows all.
 *
 * <p>Driven by event time alone, with a timer (at the tick less a millisecond) for each tick with
 * such exposures, one a day after it, and one for the first tick after an experiment became known.
 *
 * <p>State: at most {@link UnknownExperiment#MOST} keys, a number for every experiment, and the
 * keys of ticks that are not closed. Keys that are not followed are counted in {@value
 * #NOT_FOLLOWED}.
 */
public final class UnknownExperimentFunction
    extends KeyedCoProcessFunction<Integer, TickCounts, ExperimentInRun, RowData> {

  /** The Flink metric that counts, tick by tick, the keys for which there is no place. */
  public static final String NOT_FOLLOWED = "unknown_experiments_not_followed";

  private final Timing timing;
  private final JobRun run;

  private transient WaitingCounts waiting;
  private transient ConfigStaleness staleness;
  private transient MapState<String, UnknownExperiment> followed;
  private transient MapState<String, Long> knownFrom;
  private transient ValueState<Long> end;
  private transient Counter notFollowed;

  public UnknownExperimentFunction(Timing timing, JobRun run) {
    this.timing = timing;
    this.run = run;
  }

  @Override
  public void open(OpenContext context) {
    waiting = new WaitingCounts(getRuntimeContext(), timing.tickMs());
    staleness = new ConfigStaleness(getRuntimeContext());
    followed =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("followed", Types.STRING, UnknownExperimentCodec.TYPE));
    knownFrom =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("known-from", Types.STRING, Types.LONG));
    end = getRuntimeContext().getState(new ValueStateDescriptor<>("end", Types.LONG));
    notFollowed = getRuntimeContext().getMetricGroup().counter(NOT_FOLLOWED);
  }

  @Override
  public void processElement1(TickCounts counts, Context context, Collector<RowData> out)
      throws Exception {
    long tick = waiting.add(counts);
    register(tick, context.timerService());
    register(UnknownExperiment.silentFrom(tick), context.timerService());
  }

  @Override
  public void processElement2(ExperimentInRun update, Context context, Collector<RowData> out)
      throws Exception {
    long from = update.experiment().knownFrom();
    knownFrom.put(update.experiment().key(), from);
    end.update(update.horizon().end());
    staleness.accept(update);
    // What was always known never was unknown.
    if (from >= 0) {
      register(timing.tickAfter(from), context.timerService());
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out)
      throws Exception {
    long tick = timestamp + 1;
    Long last = end.value();
    if (last != null && tick > last) {
      return;
    }
    AlertRows rows = new AlertRows(run, context.timerService().currentProcessingTime(), staleness);
    Consumer<ExperimentAlert> alerts = alert -> out.collect(rows.of(alert));
    TreeMap<String, UnknownExperiment> before = new TreeMap<>();
    for (Map.Entry<String, UnknownExperiment> entry : followed.entries()) {
      before.put(entry.getKey(), entry.getValue());
    }
    int count = 0;
    for (Map.Entry<String, UnknownExperiment> entry : before.entrySet()) {
      boolean isKnown = isKnown(entry.getKey(), tick);
      if (isKnown || entry.getValue().isSilentAt(tick)) {
        entry.getValue().end(entry.getKey(), tick, isKnown, alerts);
        followed.remove(entry.getKey());
      } else {
        count++;
      }
    }
    for (Map.Entry<String, Long> more : new TreeMap<>(waiting.take(tick)).entrySet()) {
      String key = more.getKey();
      if (isKnown(key, tick)) {
        continue;
      }
      UnknownExperiment known = followed.get(key);
      if (known == null && count == UnknownExperiment.MOST) {
        notFollowed.inc();
        continue;
      }
      count += known == null ? 1 : 0;
      UnknownExperiment start = known == null ? UnknownExperiment.from(tick) : known;
      followed.put(key, start.seen(key, tick, more.getValue(), alerts));
    }
    waiting.judgeThrough(tick);
  }

  /** Whether an exposure that counts in the next row would find it. */
  private boolean isKnown(String key, long tick) throws Exception {
    Long from = knownFrom.get(key);
    return from != null && from < tick;
  }

  private static void register(long tick, TimerService timers) {
    timers.registerEventTimeTimer(tick - 1);
  }
}
