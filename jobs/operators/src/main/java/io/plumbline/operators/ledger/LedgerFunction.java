package io.plumbline.operators.ledger;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.ledger.ExperimentLedger;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Contribution;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.CellAmountsCodec;
import io.plumbline.operators.codec.CellAt;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.ExperimentLedgerCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Brings the ledger of each experiment from tick to tick, and emits the rows as side outputs.
 *
 * <p>Contributions wait, added up by cell, for the event-time timer of their tick, at the tick less
 * a millisecond; start, stop and allocation changes that lie between two ticks are published at the
 * timer of the later one, each for its own instant. Further timers stand for the plan's instants,
 * the next segment tick, the next status, and the end of the run.
 *
 * <p>Of splits it emits the combined rows of (all, all) whose alarm is at 1/alpha, and alerts, as
 * {@link OutputTags#SPLIT_NEWS}: {@link SharedCauseFunction} makes rows of them.
 *
 * <p>All state of an experiment is dropped with its last tick; a mark stays, so that what still
 * comes in under its key (exposures of clients that never learned of the stop, a late change of its
 * configuration) is counted in {@value #AFTER_END} and does not begin it anew.
 */
public final class LedgerFunction
    extends KeyedCoProcessFunction<Long, Contribution, ExperimentInRun, Void> {

  /** The Flink metric that counts contributions to experiments that have ended. */
  public static final String AFTER_END = "contributions_after_end";

  private static final long ENDED = Long.MAX_VALUE;

  private final Timing timing;
  private final LedgerClock clock;
  private final JobRun run;
  private final boolean withMetrics;

  private transient ValueState<ExperimentLedger> ledger;
  private transient ValueState<ExperimentInRun> experiment;
  private transient MapState<Long, Map<CellAt, ExactMoments>> waiting;
  private transient ValueState<Long> publishedThrough;
  private transient Map<Long, ExperimentPlan> plans;
  private transient Counter afterEnd;

  private LedgerFunction(Timing timing, JobRun run, boolean withMetrics, long statusIntervalMs) {
    this.timing = timing;
    this.clock = LedgerClock.of(timing, statusIntervalMs);
    this.run = run;
    this.withMetrics = withMetrics;
  }

  public static LedgerFunction ofSplits(Timing timing, JobRun run) {
    return new LedgerFunction(timing, run, false, 0);
  }

  /**
   * Tells {@link OutputTags#STATUSES} too, in an endless run.
   *
   * @param statusIntervalMs how often while nothing happens, in event time; what is no multiple of
   *     the tick is the next one
   */
  public static LedgerFunction ofSplits(Timing timing, JobRun run, long statusIntervalMs) {
    return new LedgerFunction(timing, run, false, statusIntervalMs);
  }

  public static LedgerFunction ofMetrics(Timing timing, JobRun run) {
    return new LedgerFunction(timing, run, true, 0);
  }

  @Override
  public void open(OpenContext context) {
    ledger =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("ledger", ExperimentLedgerCodec.TYPE));
    experiment =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("experiment", ExperimentInRun.TYPE));
    waiting =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("waiting", Types.LONG, CellAmountsCodec.TYPE));
    publishedThrough =
        getRuntimeContext().getState(new ValueStateDescriptor<>("published-through", Types.LONG));
    plans = new HashMap<>();
    afterEnd = getRuntimeContext().getMetricGroup().counter(AFTER_END);
  }

  @Override
  public void processElement1(Contribution contribution, Context context, Collector<Void> out)
      throws Exception {
    long through = through();
    if (through == ENDED) {
      afterEnd.inc();
      return;
    }
    long instant = Math.max(contribution.instant(), through + 1);
    long tick = clock.tickOf(instant);
    Map<CellAt, ExactMoments> amounts = waiting.get(tick);
    if (amounts == null) {
      amounts = new HashMap<>();
      register(tick, context.timerService());
      register(timing.segmentTickFrom(tick), context.timerService());
    }
    refuseCollision(contribution.experimentKey());
    CellAt cell = new CellAt(instant, contribution.cell());
    ExactMoments amount = amounts.get(cell);
    if (amount == null) {
      amounts.put(cell, contribution.amount().copy());
    } else {
      amount.add(contribution.amount());
    }
    waiting.put(tick, amounts);
  }

  @Override
  public void processElement2(ExperimentInRun update, Context context, Collector<Void> out)
      throws Exception {
    long through = through();
    if (through == ENDED) {
      return;
    }
    refuseCollision(update.experiment().key());
    experiment.update(update);
    plans.remove(context.getCurrentKey());
    ExperimentPlan plan = plan(context.getCurrentKey(), update);
    TreeSet<Long> ticks = new TreeSet<>();
    long last = plan.lastInstant(update.horizon());
    for (long instant : plan.instants()) {
      if (instant <= last) {
        ticks.add(clock.tickOf(instant));
      }
    }
    for (long change : plan.changes()) {
      if (change <= last) {
        ticks.add(clock.tickOf(change));
        ticks.add(timing.segmentTickFrom(clock.tickOf(change)));
      }
    }
    if (last != Long.MAX_VALUE) {
      ticks.add(clock.tickOf(last));
    }
    for (Long tick : waiting.keys()) {
      ticks.add(tick);
    }
    ticks.add(clock.statusAfter(update.experiment(), update.horizon(), through));
    ticks.add(clock.endOf(update.experiment()));
    // What was published is not published again for a later change of the configuration.
    for (long tick : ticks.tailSet(through, false)) {
      register(tick, context.timerService());
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Void> out)
      throws Exception {
    ExperimentInRun current = experiment.value();
    if (current == null) {
      return;
    }
    ExperimentPlan plan = plan(context.getCurrentKey(), current);
    long tick = timestamp + 1;
    publish(plan, current, tick, context);
    if (tick >= clock.endOf(plan.experiment())) {
      end(context.getCurrentKey());
      return;
    }
    publishedThrough.update(tick);
    register(clock.statusAfter(plan.experiment(), current.horizon(), tick), context.timerService());
  }

  private void publish(
      ExperimentPlan plan, ExperimentInRun current, long tick, OnTimerContext context)
      throws Exception {
    Horizon horizon = current.horizon();
    ExperimentLedger state = ledger.value();
    state = state == null ? new ExperimentLedger() : state;
    LedgerEmission rows = new LedgerEmission(context, run, current, withMetrics);
    Map<CellAt, ExactMoments> due = waiting.get(tick);
    waiting.remove(tick);
    due = due == null ? Map.of() : due;
    long last = plan.lastInstant(horizon);
    long after = Long.MIN_VALUE;
    for (long instant : clock.instants(plan, tick)) {
      if (instant <= last) {
        List<Contribution> contributions = between(plan.key(), due, after, instant);
        rows.begin();
        state.advance(plan, timing, horizon, instant, contributions, withMetrics, rows);
        if (clock.isStatusDue(plan.experiment(), horizon, instant)
            || (rows.hasTransition() && clock.tellsStatus(horizon))) {
          context.output(
              OutputTags.STATUSES,
              state.status(plan, instant).stale(current.isConfigStale(instant)));
        }
        rows.verdict().ifPresent(verdict -> context.output(OutputTags.VERDICTS, verdict));
        after = instant;
      }
    }
    ledger.update(state);
  }

  /** Drops all but the mark; timers that are left find no experiment. */
  private void end(long key) throws Exception {
    publishedThrough.update(ENDED);
    ledger.clear();
    experiment.clear();
    waiting.clear();
    plans.remove(key);
  }

  private long through() throws Exception {
    Long through = publishedThrough.value();
    return through == null ? Long.MIN_VALUE : through;
  }

  private void refuseCollision(String experimentKey) throws Exception {
    ExperimentInRun known = experiment.value();
    if (known != null && !known.experiment().key().equals(experimentKey)) {
      throw new IllegalStateException(
          "experiments '"
              + experimentKey
              + "' and '"
              + known.experiment().key()
              + "' have one hash; give one of them another key");
    }
  }

  private static List<Contribution> between(
      String key, Map<CellAt, ExactMoments> amounts, long after, long until) {
    List<Contribution> contributions = new ArrayList<>();
    amounts.forEach(
        (cell, amount) -> {
          if (after < cell.instant() && cell.instant() <= until) {
            contributions.add(new Contribution(key, cell.instant(), cell.cell(), amount));
          }
        });
    return contributions;
  }

  private static void register(long tick, TimerService timers) {
    if (tick != LedgerClock.NEVER) {
      timers.registerEventTimeTimer(tick - 1);
    }
  }

  private ExperimentPlan plan(Long key, ExperimentInRun current) {
    return plans.computeIfAbsent(key, k -> ExperimentPlan.of(current.experiment(), timing));
  }
}
