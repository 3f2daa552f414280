package io.plumbline.operators.watch;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.alert.ShownStatus;
import io.plumbline.core.alert.StallChange;
import io.plumbline.operators.codec.ExperimentStatusCodec;
import io.plumbline.operators.codec.StallChangeCodec;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins what the ledger tells of an experiment with whether its exposures are missing: {@link
 * ShownStatus}. Where only the latter changes, the status is told again for that instant. Keyed by
 * experiment.
 *
 * <p>Driven by event time alone: what speaks for an instant is told at the event-time timer of the
 * instant less a millisecond, by when both inputs have said all of it.
 *
 * <p>State: the last status of each experiment, and what waits for its timer.
 */
public final class StatusFunction
    extends KeyedCoProcessFunction<Long, ExperimentStatus, StallChange, ExperimentStatus> {

  private transient MapState<Long, ExperimentStatus> statuses;
  private transient MapState<Long, StallChange> changes;
  private transient ValueState<ExperimentStatus> told;
  private transient ValueState<String> stallId;

  @Override
  public void open(OpenContext context) {
    statuses =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("statuses", Types.LONG, ExperimentStatusCodec.TYPE));
    changes =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("changes", Types.LONG, StallChangeCodec.TYPE));
    told =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("told", ExperimentStatusCodec.TYPE));
    stallId = getRuntimeContext().getState(new ValueStateDescriptor<>("stall-id", Types.STRING));
  }

  @Override
  public void processElement1(
      ExperimentStatus status, Context context, Collector<ExperimentStatus> out) throws Exception {
    statuses.put(status.asOf(), status);
    context.timerService().registerEventTimeTimer(status.asOf() - 1);
  }

  @Override
  public void processElement2(StallChange change, Context context, Collector<ExperimentStatus> out)
      throws Exception {
    changes.put(change.asOf(), change);
    context.timerService().registerEventTimeTimer(change.asOf() - 1);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ExperimentStatus> out)
      throws Exception {
    long instant = timestamp + 1;
    ShownStatus shown = new ShownStatus(told.value(), stallId.value());
    StallChange change = changes.get(instant);
    if (change != null) {
      shown = shown.changed(change);
      changes.remove(instant);
    }
    ExperimentStatus status = statuses.get(instant);
    if (status != null) {
      shown = shown.told(status);
      statuses.remove(instant);
    }
    told.update(shown.told());
    stallId.update(shown.stallId());
    shown.status().ifPresent(out::collect);
  }
}
