package io.plumbline.operators.unit;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.RejectReason;
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
 * Makes one input of every identity of an event. The record's Flink timestamp is its {@code
 * visible_at}. What cannot be read is counted and set aside.
 */
public final class UnitInputFunction<E extends Event>
    extends ProcessFunction<InputRecord<E>, UnitInput> {

  @Override
  public void processElement(InputRecord<E> input, Context context, Collector<UnitInput> out) {
    Position position =
        new Position(input.topic(), input.partition(), input.offset(), input.recordIndex());
    if (input.isMalformed()) {
      refuse(input, position, context);
      return;
    }
    Event event = input.event();
    if (event.unitIds().isEmpty()) {
      out.collect(
          new UnitInput(event.unitType(), event.unitId(), context.timestamp(), event, position));
      return;
    }
    for (Map.Entry<String, String> identity : event.identities().entrySet()) {
      out.collect(
          new UnitInput(
              identity.getKey(), identity.getValue(), context.timestamp(), event, position));
    }
  }

  private void refuse(InputRecord<E> input, Position position, Context context) {
    context.output(
        OutputTags.COUNTS,
        new RecordCount(
            RecordCount.END, input.topic(), Disposition.REJECTED, RejectReason.MALFORMED, 1));
    context.output(
        OutputTags.REJECTIONS,
        new Rejection(
            RecordCount.END,
            RejectReason.MALFORMED,
            input.malformed(),
            position,
            null,
            null,
            null,
            null,
            null,
            input.payload()));
  }
}
