package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.operators.serialization.CodecTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * One record of a source: the event it holds or why it cannot be read, and where it stood.
 *
 * @param event null when the record cannot be read
 * @param malformed which field, what was found, what is allowed; null when there is an event
 * @param payload the raw text, at most {@link #PAYLOAD_LIMIT} characters; only when malformed
 * @param topic the topic, or the file's path as the user gave it
 * @param partition 0 in files
 * @param offset in files the line on which the record begins (from 1), in Avro its number (from 1)
 * @param recordIndex the record's place in a message that holds many; 0 in files
 */
public record InputRecord<E extends Event>(
    E event,
    String malformed,
    String payload,
    String topic,
    int partition,
    long offset,
    int recordIndex) {
  public static final int PAYLOAD_LIMIT = 4096;

  public static final TypeInformation<InputRecord<Exposure>> EXPOSURES =
      CodecTypeInfo.of(InputRecord.class, new InputRecordCodec<Exposure>());
  public static final TypeInformation<InputRecord<MetricEvent>> METRIC_EVENTS =
      CodecTypeInfo.of(InputRecord.class, new InputRecordCodec<MetricEvent>());

  static <E extends Event> InputRecord<E> ofEvent(E event, String topic, long offset) {
    return new InputRecord<>(event, null, null, topic, 0, offset, 0);
  }

  static <E extends Event> InputRecord<E> ofMalformed(
      String detail, String payload, String topic, long offset) {
    return new InputRecord<>(null, detail, payload, topic, 0, offset, 0);
  }

  public boolean isMalformed() {
    return event == null;
  }
}
