package io.plumbline.operators.unit;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.EnrollmentVersion;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.Rejection;
import io.plumbline.core.unit.SeenIds;
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
import io.plumbline.operators.codec.UnitInputCodec;
import io.plumbline.operators.codec.UnitRecordCodec;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Folds the events of each unit, once a tick, and emits how the unit's contributions change.
 *
 * <p>An event waits until the event-time timer of the tick in whose row it counts first, at the
 * tick less a millisecond: by then the configuration is known up to there, and all that becomes
 * visible before the tick is there. One further timer stands for the next window that closes, and
 * in a finite run one for its end.
 *
 * <p>State a unit: the record (one membership an experiment), the ids of its metric events, and
 * what waits for the next tick.
 */
public final class UnitFunction
    extends KeyedBroadcastProcessFunction<String, UnitInput, ExperimentInRun, Contribution> {

  /** Experiments by key, as every task knows them. */
  public static final MapStateDescriptor<String, ExperimentInRun> EXPERIMENTS =
      new MapStateDescriptor<>("experiments", Types.STRING, ExperimentInRun.TYPE);

  private static final OutputTag<RowData> ENROLLMENTS = OutputTags.rows(Table.ENROLLMENTS);

  private final Timing timing;
  private final JobRun run;
  private final boolean withMetrics;

  private transient ValueState<UnitRecord> record;
  private transient MapState<Long, List<UnitInput>> waiting;
  private transient MapState<String, Long> seenIds;
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
  public void open(OpenContext context) {
    record = getRuntimeContext().getState(new ValueStateDescriptor<>("unit", UnitRecordCodec.TYPE));
    waiting =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("waiting", Types.LONG, Types.LIST(UnitInputCodec.TYPE)));
    seenIds =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("seen-ids", Types.STRING, Types.LONG));
  }

  @Override
  public void processBroadcastElement(
      ExperimentInRun experiment, Context context, Collector<Contribution> out) throws Exception {
    context.getBroadcastState(EXPERIMENTS).put(experiment.experiment().key(), experiment);
    fold = null;
  }

  @Override
  public void processElement(UnitInput input, ReadOnlyContext context, Collector<Contribution> out)
      throws Exception {
    long tick = timing.tickAfter(input.visibleAt());
    List<UnitInput> inputs = waiting.get(tick);
    if (inputs == null) {
      inputs = new ArrayList<>();
      context.timerService().registerEventTimeTimer(tick - 1);
    }
    inputs.add(input);
    waiting.put(tick, inputs);
    long end = fold(context.getBroadcastState(EXPERIMENTS)).lastTick();
    if (end != Long.MAX_VALUE) {
      context.timerService().registerEventTimeTimer(end - 1);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Contribution> out)
      throws Exception {
    long tick = timestamp + 1;
    List<UnitInput> inputs = waiting.get(tick);
    waiting.remove(tick);
    UnitRecord before = record.value();
    String key = context.getCurrentKey();
    UnitId unit = new UnitId(Keys.unitType(key), Keys.unitId(key));
    UnitFold current = fold(context.getBroadcastState(EXPERIMENTS));
    Emission emission = new Emission(context, run, out);
    UnitRecord after = before == null ? UnitRecord.EMPTY : before;
    long maturity = current.nextMaturity(after);
    while (maturity < tick) {
      // Only in batch execution, which drops the timers that a timer registers.
      after = current.fold(unit, after, List.of(), maturity, seen(), emission);
      maturity = current.nextMaturity(after);
    }
    after = current.fold(unit, after, inputs == null ? List.of() : inputs, tick, seen(), emission);
    if (!after.equals(before)) {
      record.update(after);
    }
    maturity = current.nextMaturity(after);
    if (maturity != Long.MAX_VALUE) {
      context.timerService().registerEventTimeTimer(maturity - 1);
    }
  }

  private SeenIds seen() {
    return (eventId, eventTime) -> {
      try {
        if (seenIds.contains(eventId)) {
          return false;
        }
        seenIds.put(eventId, eventTime);
        return true;
      } catch (Exception e) {
        throw new IllegalStateException("the state of seen ids cannot be read or written", e);
      }
    };
  }

  private UnitFold fold(ReadOnlyBroadcastState<String, ExperimentInRun> experiments)
      throws Exception {
    if (fold == null) {
      List<Experiment> all = new ArrayList<>();
      Horizon horizon = Horizon.empty(timing);
      for (Map.Entry<String, ExperimentInRun> entry : experiments.immutableEntries()) {
        all.add(entry.getValue().experiment());
        horizon = entry.getValue().horizon();
      }
      ExperimentCatalog catalog = new ExperimentCatalog(all, timing, horizon);
      fold = withMetrics ? UnitFold.ofMetrics(catalog) : UnitFold.ofEnrollments(catalog);
    }
    return fold;
  }

  /** Passes on what the fold emits. */
  private record Emission(
      KeyedBroadcastProcessFunction<String, UnitInput, ExperimentInRun, Contribution>.OnTimerContext
          context,
      JobRun run,
      Collector<Contribution> out)
      implements UnitOutput {

    @Override
    public void contribution(Contribution contribution) {
      out.collect(contribution);
    }

    @Override
    public void enrollment(EnrollmentVersion version) {
      context.output(
          ENROLLMENTS, EnrollmentRows.row(version, run, context.currentProcessingTime()));
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
