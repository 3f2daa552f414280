package io.plumbline.operators.ledger;

import io.plumbline.core.diagnosis.SplitStanding;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.ledger.Companions;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.time.Timing;
import io.plumbline.operators.ConfigStaleness;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.AlertRows;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.LedgerRows;
import io.plumbline.operators.codec.SplitStandingCodec;
import io.plumbline.schemas.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Gives the mismatches of experiments the cause that they share: {@link Companions}. Keyed by a
 * constant: one task sees all. Takes what ledgers tell as {@link OutputTags#SPLIT_NEWS}, and emits
 * rows of {@code srm_checks}; rows of {@code alerts} as a side output.
 *
 * <p>Driven by event time alone. What speaks for an instant waits for the event-time timer of its
 * tick, less a millisecond: by then every ledger has told all that it tells of that tick. When an
 * experiment runs is known from its configuration, which is complete by then too; what is known of
 * it ahead of time changes nothing, because its start and its stop are compared with the instant.
 * What comes after its tick was judged, which takes an experiment whose start is learned late, is
 * judged at the next watermark by what is known then.
 *
 * <p>State: an entry for every experiment that has not stopped, and what was told of ticks that are
 * not complete, which healthy experiments have no part in.
 */
public final class SharedCauseFunction
    extends KeyedCoProcessFunction<Integer, SplitNews, ExperimentInRun, RowData> {
  private static final OutputTag<RowData> ALERTS = OutputTags.rows(Table.ALERTS);

  private final Timing timing;
  private final JobRun run;

  private transient WaitingNews waiting;
  private transient MapState<String, SplitStanding> standings;
  private transient ConfigStaleness staleness;

  public SharedCauseFunction(Timing timing, JobRun run) {
    this.timing = timing;
    this.run = run;
  }

  @Override
  public void open(OpenContext context) {
    waiting = new WaitingNews(getRuntimeContext());
    staleness = new ConfigStaleness(getRuntimeContext());
    standings =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("standings", Types.STRING, SplitStandingCodec.TYPE));
  }

  @Override
  public void processElement1(SplitNews news, Context context, Collector<RowData> out)
      throws Exception {
    long tick = timing.tickAfter(news.asOf() - 1);
    waiting.add(tick, news);
    register(tick, context.timerService());
  }

  @Override
  public void processElement2(ExperimentInRun update, Context context, Collector<RowData> out)
      throws Exception {
    Experiment experiment = update.experiment();
    staleness.accept(update);
    SplitStanding before = standings.get(experiment.key());
    standings.put(
        experiment.key(),
        SplitStanding.running(before, experiment.startedAt(), experiment.stoppedAt()));
    if (experiment.stoppedAt() != null) {
      register(timing.tickAfter(experiment.stoppedAt()), context.timerService());
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out)
      throws Exception {
    long tick = timestamp + 1;
    TreeMap<String, SplitStanding> known = new TreeMap<>();
    for (Map.Entry<String, SplitStanding> entry : standings.entries()) {
      known.put(entry.getKey(), entry.getValue());
    }
    List<SplitNews> due = waiting.take(tick);
    Companions companions = new Companions(known);
    if (!due.isEmpty()) {
      long now = context.timerService().currentProcessingTime();
      LedgerRows checks = new LedgerRows(run, now, staleness);
      AlertRows alerts = new AlertRows(run, now, staleness);
      companions.settle(
          due,
          check -> out.collect(checks.of(check)),
          alert -> context.output(ALERTS, alerts.of(alert)));
    }
    for (Map.Entry<String, SplitStanding> after : companions.standings().entrySet()) {
      if (after.getValue().hasStoppedBefore(tick)) {
        standings.remove(after.getKey());
        staleness.forget(after.getKey());
      } else if (!after.getValue().equals(known.get(after.getKey()))) {
        standings.put(after.getKey(), after.getValue());
      }
    }
  }

  private static void register(long tick, TimerService timers) {
    timers.registerEventTimeTimer(tick - 1);
  }
}
