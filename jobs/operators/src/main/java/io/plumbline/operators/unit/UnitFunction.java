package io.plumbline.operators.unit;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.EnrollmentVersion;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.Rejection;
import io.plumbline.core.unit.UnitFold;
import io.plumbline.core.unit.UnitId;
import io.plumbline.core.unit.UnitInput;
import io.plumbline.core.unit.UnitOutput;
import io.plumbline.core.unit.UnitRecord;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.Keys;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.EnrollmentRows;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Folds the events of each unit, once a tick, and emits how the unit's contributions change.
 *
 * <p>An event waits until the event-time timer of the tick in whose row it counts first, at the
 * tick less a millisecond: by then the configuration is known up to there, and all that becomes
 * visible before the tick is there. One further timer stands for the next window that closes; in a
 * finite run one for its end; and in an endless run one for the next look at what has ended, on a
 * grid of an hour (longer if the tick is) that begins elsewhere for each unit.
 *
 * <p>Only where a partition was idle may an event be older than rows that are closed. It counts
 * from the last closed tick on.
 */
public final class UnitFunction
    extends KeyedBroadcastProcessFunction<String, UnitInput, ExperimentInRun, Contribution>
    implements CheckpointedFunction {

  /** Counts events that were older than closed rows. */
  public static final String RETURNED_FROM_IDLE = "returned_from_idle";

  /** Experiments by key, as every task knows them. */
  public static final MapStateDescriptor<String, ExperimentInRun> EXPERIMENTS =
      new MapStateDescriptor<>("experiments", Types.STRING, ExperimentInRun.TYPE);

  private static final OutputTag<RowData> ENROLLMENTS = OutputTags.rows(Table.ENROLLMENTS);

  private final Timing timing;
  private final JobRun run;
  private final boolean withMetrics;

  private transient UnitState state;
  private transient ClosedTicks closed;
  private transient Counter returnedFromIdle;
  private transient Horizon horizon;
  private transient UnitFold fold;

  private UnitFunction(Timing timing, JobRun run, boolean withMetrics) {
    this.timing = timing;
    this.run = run;
    this.withMetrics = withMetrics;
  }

  public static UnitFunction ofEnrollments(Timing timing, JobRun run) {
    return new UnitFunction(timing, run, false);
  }

  public static UnitFunction ofMetrics(Timing timing, JobRun run) {
    return new UnitFunction(timing, run, true);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    closed = ClosedTicks.restore(context, timing);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    closed.save();
  }

  @Override
  public void open(OpenContext context) {
    state = new UnitState(getRuntimeContext(), timing);
    returnedFromIdle = getRuntimeContext().getMetricGroup().counter(RETURNED_FROM_IDLE);
  }

  @Override
  public void processBroadcastElement(
      ExperimentInRun experiment, Context context, Collector<Contribution> out) throws Exception {
    if (!closed.isFollowing()) {
      closed.follow(context::currentWatermark);
    }
    context.getBroadcastState(EXPERIMENTS).put(experiment.experiment().key(), experiment);
    horizon = experiment.horizon();
    fold = null;
  }

  @Override
  public void processElement(UnitInput input, ReadOnlyContext context, Collector<Contribution> out)
      throws Exception {
    if (!closed.isFollowing()) {
      closed.follow(context::currentWatermark);
    }
    UnitInput counted = input;
    if (input.visibleAt() < closed.last()) {
      returnedFromIdle.inc();
      counted = input.visibleFrom(closed.last());
    }
    long tick = timing.tickAfter(counted.visibleAt());
    if (state.await(tick, counted)) {
      register(tick, context.timerService());
    }
    if (!isEndless(context)) {
      register(fold(context).lastTick(), context.timerService());
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Contribution> out)
      throws Exception {
    long tick = timestamp + 1;
    UnitFold current = fold(context);
    List<UnitInput> inputs = state.take(tick);
    UnitRecord before = state.record();
    UnitRecord after = folded(current, before, inputs, tick, context, out);
    register(current.nextMaturity(after), context.timerService());
    if (timing.isOfLogs() && isEndless(context)) {
      after = tidied(current, after, tick, context);
    }
    if (after != before) {
      state.update(after);
    }
  }

  private UnitRecord folded(
      UnitFold current,
      UnitRecord before,
      List<UnitInput> inputs,
      long tick,
      OnTimerContext context,
      Collector<Contribution> out) {
    String key = context.getCurrentKey();
    UnitId unit = new UnitId(Keys.unitType(key), Keys.unitId(key));
    Emission emission = new Emission(context, run, tick, out);
    UnitRecord after = before;
    long maturity = current.nextMaturity(after);
    while (maturity < tick) {
      // Only in batch execution, which drops the timers that a timer registers.
      after = current.fold(unit, after, List.of(), maturity, state, emission);
      maturity = current.nextMaturity(after);
    }
    return inputs.isEmpty() && maturity > tick
        ? after
        : current.fold(unit, after, inputs, tick, state, emission);
  }

  /** Forgets what has ended, where it is time to look, and plans the next look. */
  private UnitRecord tidied(UnitFold current, UnitRecord unit, long tick, OnTimerContext context)
      throws Exception {
    boolean isDue = unit.tidiedAt() <= tick;
    UnitRecord left = isDue ? current.tidy(unit, tick).tidiedAt(UnitRecord.NEVER) : unit;
    long next = left.isEmpty() ? UnitRecord.NEVER : tick + timing.latenessMs();
    if (isDue) {
      next = current.nextTidying(left, state.forget(tick), tick);
    }
    if (next == UnitRecord.NEVER) {
      return left;
    }
    long look =
        timing.housekeepingFrom(Math.max(next, tick + 1), context.getCurrentKey().hashCode());
    if (look >= left.tidiedAt()) {
      return left;
    }
    register(look, context.timerService());
    return left.tidiedAt(look);
  }

  private static void register(long tick, TimerService timers) {
    if (tick != Long.MAX_VALUE) {
      timers.registerEventTimeTimer(tick - 1);
    }
  }

  /** Whether the run has no end, as far as any experiment has told. */
  private boolean isEndless(ReadOnlyContext context) throws Exception {
    if (horizon == null) {
      var entries = context.getBroadcastState(EXPERIMENTS).immutableEntries().iterator();
      if (!entries.hasNext()) {
        return true;
      }
      horizon = entries.next().getValue().horizon();
    }
    return horizon.isEndless();
  }

  private UnitFold fold(ReadOnlyContext context) throws Exception {
    if (fold == null) {
      List<Experiment> all = new ArrayList<>();
      for (Map.Entry<String, ExperimentInRun> entry :
          context.getBroadcastState(EXPERIMENTS).immutableEntries()) {
        all.add(entry.getValue().experiment());
        horizon = entry.getValue().horizon();
      }
      ExperimentCatalog catalog =
          new ExperimentCatalog(all, timing, horizon == null ? Horizon.ENDLESS : horizon);
      fold = withMetrics ? UnitFold.ofMetrics(catalog) : UnitFold.ofEnrollments(catalog);
    }
    return fold;
  }

  /** Passes on what the fold emits. */
  private record Emission(
      KeyedBroadcastProcessFunction<String, UnitInput, ExperimentInRun, Contribution>.OnTimerContext
          context,
      JobRun run,
      long tick,
      Collector<Contribution> out)
      implements UnitOutput {

    @Override
    public void contribution(Contribution contribution) {
      out.collect(contribution);
    }

    @Override
    public void enrollment(EnrollmentVersion version) {
      boolean isStale = inRun(version.experimentKey()).isConfigStale(tick);
      context.output(
          ENROLLMENTS, EnrollmentRows.row(version, run, isStale, context.currentProcessingTime()));
    }

    private ExperimentInRun inRun(String experimentKey) {
      try {
        return context.getBroadcastState(EXPERIMENTS).get(experimentKey);
      } catch (Exception e) {
        throw new IllegalStateException("state cannot be read", e);
      }
    }

    @Override
    public void count(RecordCount count) {
      context.output(OutputTags.COUNTS, count);
    }

    @Override
    public void reject(Rejection rejection) {
      context.output(OutputTags.REJECTIONS, rejection);
    }
  }
}
