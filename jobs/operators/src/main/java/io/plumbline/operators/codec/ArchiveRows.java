package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.schemas.Table;
import org.apache.flink.table.data.RowData;

/** Rows of the archive: {@code exposure_events} and {@code metric_events}. */
public final class ArchiveRows {
  private ArchiveRows() {}

  /**
   * @param ingestedAt milliseconds since the epoch
   */
  public static RowData row(InputRecord<?> input, long ingestedAt) {
    Event event = input.event();
    RowBuilder row = event instanceof Exposure exposure ? of(exposure) : of((MetricEvent) event);
    return row.put("unit_type", event.unitType())
        .put("unit_id", event.unitId())
        .put("unit_ids", event.unitIds())
        .putTime("event_time", event.eventTime())
        .putTime("visible_at", input.visibleAt())
        .putTime("ingested_at", ingestedAt)
        .put("topic", input.position().topic())
        .put("kafka_partition", input.position().partition())
        .put("kafka_offset", input.position().offset())
        .build();
  }

  private static RowBuilder of(Exposure exposure) {
    return RowBuilder.of(Table.EXPOSURE_EVENTS)
        .put("exposure_id", exposure.exposureId())
        .put("experiment_key", exposure.experimentKey())
        .put("variant_key", exposure.variantKey())
        .putTime("received_at", exposure.receivedAt())
        .put("attributes", exposure.attributes())
        .put("source", exposure.source());
  }

  private static RowBuilder of(MetricEvent event) {
    return RowBuilder.of(Table.METRIC_EVENTS)
        .put("event_id", event.eventId())
        .put("event_name", event.eventName())
        .putTime("received_at", event.receivedAt())
        .put("event_value", event.value())
        .put("attributes", event.attributes());
  }
}
