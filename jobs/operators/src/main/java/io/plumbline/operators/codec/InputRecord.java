package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.Refusal;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Position;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * One record of a source: the event it holds, or why it was refused, and where it stood.
 *
 * @param event null when the record cannot be read
 * @param refusal null when the record is accepted
 * @param kind what the record is about; null when that cannot be told
 * @param position in files the path as the user gave it, partition 0, and the line on which the
 *     record begins (from 1), in Avro its number (from 1)
 * @param receivedAt when it was received, by the record or by its log; milliseconds since the
 *     epoch, only in logs
 * @param visibleAt the moment in event time from which the record counts; {@link RecordCount#END}:
 *     in the last row of the run
 */
public record InputRecord<E extends Event>(
    E event, Refusal refusal, EventKind kind, Position position, long receivedAt, long visibleAt) {
  public static final int PAYLOAD_LIMIT = 4096;

  public static final TypeInformation<InputRecord<Exposure>> EXPOSURES =
      CodecTypeInfo.of(InputRecord.class, new InputRecordCodec<Exposure>());
  public static final TypeInformation<InputRecord<MetricEvent>> METRIC_EVENTS =
      CodecTypeInfo.of(InputRecord.class, new InputRecordCodec<MetricEvent>());

  /** A record of a log, of either kind. */
  public static final TypeInformation<InputRecord<Event>> EVENTS =
      CodecTypeInfo.of(InputRecord.class, new InputRecordCodec<Event>());

  /** An event in a file: it counts from its own time. */
  static <E extends Event> InputRecord<E> ofEvent(E event, String topic, long offset) {
    return new InputRecord<>(
        event,
        null,
        EventKind.of(event),
        new Position(topic, 0, offset, 0),
        event.eventTime(),
        event.eventTime());
  }

  /**
   * A piece of a file that cannot be read.
   *
   * @param detail which field, what was found, what is allowed
   * @param payload the raw text, at most {@link #PAYLOAD_LIMIT} characters
   */
  static <E extends Event> InputRecord<E> ofMalformed(
      String detail, String payload, String topic, long offset) {
    return new InputRecord<>(
        null,
        new Refusal(RejectReason.MALFORMED, detail, payload),
        null,
        new Position(topic, 0, offset, 0),
        RecordCount.END,
        RecordCount.END);
  }

  /** What a log holds of an event; when it counts is decided by what stands before it. */
  static <E extends Event> InputRecord<E> inLog(
      E event, Refusal refusal, EventKind kind, Position position, long receivedAt) {
    return new InputRecord<>(
        event, refusal, kind, position, receivedAt, event == null ? receivedAt : event.eventTime());
  }

  /** Bytes as text, cut at the limit of a payload. */
  static String payload(byte[] bytes, int from, int to) {
    int length = Math.min(to - from, 4 * PAYLOAD_LIMIT);
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    if (text.length() <= PAYLOAD_LIMIT) {
      return text;
    }
    boolean cutsPair = Character.isHighSurrogate(text.charAt(PAYLOAD_LIMIT - 1));
    return text.substring(0, cutsPair ? PAYLOAD_LIMIT - 1 : PAYLOAD_LIMIT);
  }

  public InputRecord<E> visibleAt(long time) {
    return time == visibleAt
        ? this
        : new InputRecord<>(event, refusal, kind, position, receivedAt, time);
  }

  public InputRecord<E> refused(Refusal why, long time) {
    return new InputRecord<>(event, why, kind, position, receivedAt, time);
  }

  public boolean isRefused() {
    return refusal != null;
  }
}
