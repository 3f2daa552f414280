package io.plumbline.operators.unit;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.Refusal;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.Position;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.Rejection;
import io.plumbline.core.unit.UnitInput;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.InputRecord;
import java.util.Map;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Makes one input of every identity of an event. What the source refused is counted and set aside;
 * where it is known as an event it goes on, to show in the health of experiments.
 */
public final class UnitInputFunction<E extends Event>
    extends ProcessFunction<InputRecord<E>, UnitInput> {

  private final Timing timing;

  public UnitInputFunction(Timing timing) {
    this.timing = timing;
  }

  @Override
  public void processElement(InputRecord<E> input, Context context, Collector<UnitInput> out) {
    if (input.isRefused()) {
      refuse(input, context);
      if (input.event() != null) {
        pass(input, input.refusal().reason(), out);
      }
      return;
    }
    pass(input, null, out);
  }

  private void pass(InputRecord<E> input, RejectReason refusal, Collector<UnitInput> out) {
    Event event = input.event();
    long visibleAt = input.visibleAt();
    Position position = input.position();
    if (event.unitIds().isEmpty()) {
      out.collect(
          new UnitInput(event.unitType(), event.unitId(), visibleAt, event, position, refusal));
      return;
    }
    for (Map.Entry<String, String> identity : event.identities().entrySet()) {
      out.collect(
          new UnitInput(
              identity.getKey(), identity.getValue(), visibleAt, event, position, refusal));
    }
  }

  private void refuse(InputRecord<E> input, Context context) {
    Refusal refusal = input.refusal();
    Event event = input.event();
    Exposure exposure = event instanceof Exposure e ? e : null;
    long tick =
        input.visibleAt() == RecordCount.END
            ? RecordCount.END
            : timing.tickAfter(input.visibleAt());
    context.output(
        OutputTags.COUNTS,
        RecordCount.of(tick, input.position(), Disposition.REJECTED, refusal.reason()));
    context.output(
        OutputTags.REJECTIONS,
        new Rejection(
            tick,
            refusal.reason(),
            refusal.detail(),
            input.position(),
            exposure == null ? null : exposure.experimentKey(),
            exposure == null ? null : exposure.variantKey(),
            event == null ? null : event.identities().get(event.identities().firstKey()),
            event instanceof MetricEvent metricEvent ? metricEvent.eventName() : null,
            event == null ? null : event.eventTime(),
            event == null ? refusal.payload() : event.content()));
  }
}
