package io.plumbline.jobs.backfill;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.operators.archive.ArchiveFunction;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/** The accepted records themselves, from which everything can be computed again. */
final class Archive {
  private Archive() {}

  static DataStream<RowData> exposures(DataStream<InputRecord<Exposure>> records) {
    return records
        .process(
            new ArchiveFunction<Exposure>(),
            InternalTypeInfo.of(RowTypes.of(Table.EXPOSURE_EVENTS)))
        .uid("archive-exposures")
        .name("archive exposures");
  }

  static DataStream<RowData> metricEvents(DataStream<InputRecord<MetricEvent>> records) {
    return records
        .process(
            new ArchiveFunction<MetricEvent>(),
            InternalTypeInfo.of(RowTypes.of(Table.METRIC_EVENTS)))
        .uid("archive-metric-events")
        .name("archive metric events");
  }
}
