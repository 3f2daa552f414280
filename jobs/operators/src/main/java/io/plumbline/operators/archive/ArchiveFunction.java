package io.plumbline.operators.archive;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.operators.codec.ArchiveRows;
import io.plumbline.operators.codec.InputRecord;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/** Makes a row of every accepted record of one kind, duplicates included. */
public final class ArchiveFunction<E extends Event>
    extends ProcessFunction<InputRecord<E>, RowData> {
  private final EventKind kind;

  public ArchiveFunction(EventKind kind) {
    this.kind = kind;
  }

  @Override
  public void processElement(InputRecord<E> input, Context context, Collector<RowData> out) {
    if (!input.isRefused() && EventKind.of(input.event()) == kind) {
      out.collect(ArchiveRows.row(input, context.timerService().currentProcessingTime()));
    }
  }
}
