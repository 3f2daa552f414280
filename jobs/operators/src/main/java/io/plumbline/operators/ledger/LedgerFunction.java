package io.plumbline.operators.ledger;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.ledger.ExperimentHealth;
import io.plumbline.core.ledger.ExperimentLedger;
import io.plumbline.core.ledger.LedgerOutput;
import io.plumbline.core.ledger.MetricResult;
import io.plumbline.core.ledger.SrmCheck;
import io.plumbline.core.ledger.VariantMetric;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Contribution;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.CellAmountsCodec;
import io.plumbline.operators.codec.CellAt;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.ExperimentLedgerCodec;
import io.plumbline.operators.codec.LedgerRows;
import io.plumbline.schemas.Table;
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
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Brings the ledger of each experiment from tick to tick, and emits the rows as side outputs.
 *
 * <p>Contributions wait, added up by cell, for the event-time timer of their tick, at the tick less
 * a millisecond; start, stop and allocation changes that lie between two ticks are published at the
 * timer of the later one, each for its own instant. Further timers stand for the plan's instants,
 * the next segment tick, and the end of the run.
 */
public final class LedgerFunction
    extends KeyedCoProcessFunction<Long, Contribution, ExperimentInRun, Void> {

  private final Timing timing;
  private final JobRun run;
  private final boolean withMetrics;

  private transient ValueState<ExperimentLedger> ledger;
  private transient ValueState<ExperimentInRun> experiment;
  private transient MapState<Long, Map<CellAt, ExactMoments>> waiting;
  private transient Map<Long, ExperimentPlan> plans;

  private LedgerFunction(Timing timing, JobRun run, boolean withMetrics) {
    this.timing = timing;
    this.run = run;
    this.withMetrics = withMetrics;
  }

  public static LedgerFunction ofSplits(Timing timing, JobRun run) {
    return new LedgerFunction(timing, run, false);
  }

  public static LedgerFunction ofMetrics(Timing timing, JobRun run) {
    return new LedgerFunction(timing, run, true);
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
    plans = new HashMap<>();
  }

  @Override
  public void processElement1(Contribution contribution, Context context, Collector<Void> out)
      throws Exception {
    long tick = timing.tickAfter(contribution.instant() - 1);
    Map<CellAt, ExactMoments> amounts = waiting.get(tick);
    if (amounts == null) {
      amounts = new HashMap<>();
      registerTick(tick, context.timerService());
      registerTick(timing.segmentTickFrom(tick), context.timerService());
    }
    refuseCollision(contribution.experimentKey());
    CellAt cell = new CellAt(contribution.instant(), contribution.cell());
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
    refuseCollision(update.experiment().key());
    experiment.update(update);
    plans.remove(context.getCurrentKey());
    ExperimentPlan plan = plan(context.getCurrentKey(), update);
    long last = plan.lastInstant(update.horizon());
    for (long instant : plan.instants()) {
      if (instant <= last) {
        registerTick(instant, context.timerService());
      }
    }
    if (last != Long.MAX_VALUE) {
      registerTick(last, context.timerService());
    }
    for (Long tick : waiting.keys()) {
      registerTick(tick, context.timerService());
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
    long last = plan.lastInstant(current.horizon());
    ExperimentLedger state = ledger.value();
    state = state == null ? new ExperimentLedger() : state;
    LedgerOutput rows =
        new Rows(context, new LedgerRows(run, context.timerService().currentProcessingTime()));
    Map<CellAt, ExactMoments> due = waiting.get(tick);
    waiting.remove(tick);
    due = due == null ? Map.of() : due;
    long after = Long.MIN_VALUE;
    for (long instant : instants(plan, tick)) {
      if (instant <= last) {
        state.advance(
            plan,
            timing,
            current.horizon(),
            instant,
            between(plan.key(), due, after, instant),
            withMetrics,
            rows);
        after = instant;
      }
    }
    ledger.update(state);
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

  /** The plan's instants since the tick before, then the tick. */
  private TreeSet<Long> instants(ExperimentPlan plan, long tick) {
    TreeSet<Long> instants = new TreeSet<>();
    for (long instant : plan.instants()) {
      if (tick - timing.tickMs() < instant && instant < tick) {
        instants.add(instant);
      }
    }
    instants.add(tick);
    return instants;
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

  private void registerTick(long instant, TimerService timers) {
    timers.registerEventTimeTimer(timing.tickAfter(instant - 1) - 1);
  }

  private ExperimentPlan plan(Long key, ExperimentInRun current) {
    return plans.computeIfAbsent(key, k -> ExperimentPlan.of(current.experiment(), timing));
  }

  /** Passes rows on to their tables. */
  private record Rows(
      KeyedCoProcessFunction<Long, Contribution, ExperimentInRun, Void>.OnTimerContext context,
      LedgerRows rows)
      implements LedgerOutput {
    private static final OutputTag<RowData> CHECKS = OutputTags.rows(Table.SRM_CHECKS);
    private static final OutputTag<RowData> HEALTH = OutputTags.rows(Table.EXPERIMENT_HEALTH);
    private static final OutputTag<RowData> METRICS = OutputTags.rows(Table.VARIANT_METRICS);
    private static final OutputTag<RowData> RESULTS = OutputTags.rows(Table.METRIC_RESULTS);

    @Override
    public void srmCheck(SrmCheck row) {
      context.output(CHECKS, rows.of(row));
    }

    @Override
    public void health(ExperimentHealth row) {
      context.output(HEALTH, rows.of(row));
    }

    @Override
    public void variantMetric(VariantMetric row) {
      context.output(METRICS, rows.of(row));
    }

    @Override
    public void metricResult(MetricResult row) {
      context.output(RESULTS, rows.of(row));
    }
  }
}
