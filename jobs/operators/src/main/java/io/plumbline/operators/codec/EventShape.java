package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.operators.codec.Field.Kind;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Which fields an event has in files and in topics, and how it is made of them. */
public abstract sealed class EventShape<E extends Event> implements Serializable {
  public static final EventShape<Exposure> EXPOSURE = new ExposureShape();
  public static final EventShape<MetricEvent> METRIC_EVENT = new MetricEventShape();

  private static final String DEFAULT_UNIT_TYPE = "user";
  private static final int ID = 0;
  private static final int NAME = 1;
  private static final int VARIANT = 2;
  private static final int UNIT_TYPE = 3;
  private static final int UNIT_ID = 4;
  private static final int UNIT_IDS = 5;
  private static final int EVENT_TIME = 6;
  static final int RECEIVED_AT = 7;
  private static final int ATTRIBUTES = 8;
  private static final int SOURCE = 9;
  private static final int VALUE = 9;
  static final int SLOTS = 10;

  /** The type of the records that a source of these events emits. */
  public abstract TypeInformation<InputRecord<E>> inputType();

  static EventShape<?> of(EventKind kind) {
    return kind == EventKind.EXPOSURE ? EXPOSURE : METRIC_EVENT;
  }

  abstract List<Field> fields();

  /** What is collected, as an event; its id may be null. */
  abstract E collect(FieldValues values, String unitType);

  /** The event of a file: a missing id is the hash of its content. */
  final E event(FieldValues values) throws MalformedException {
    E event = read(values);
    return event.id() == null ? withId(event, event.contentHash()) : event;
  }

  @SuppressWarnings("unchecked")
  static <E extends Event> E withId(E event, String id) {
    return (E) event.withId(id);
  }

  /** What is collected, checked; its id may be null. */
  final E read(FieldValues values) throws MalformedException {
    for (Field field : fields()) {
      if (field.required() && !values.has(field.slot())) {
        throw MalformedException.of(field.name(), "missing", FieldValues.allowed(field.kind()));
      }
    }
    if (!values.has(UNIT_ID) && values.map(UNIT_IDS).isEmpty()) {
      throw MalformedException.of(
          "unit_id", "missing", "a text, or one or more identities in unit_ids");
    }
    String unitType = values.text(UNIT_TYPE);
    return collect(values, unitType == null ? DEFAULT_UNIT_TYPE : unitType);
  }

  final Optional<Field> field(String name) {
    return fields().stream().filter(field -> field.name().equals(name)).findFirst();
  }

  private static Field required(String name, Kind kind, int slot) {
    return new Field(name, kind, slot, true, kind == Kind.TEXT);
  }

  private static Field optional(String name, Kind kind, int slot) {
    return new Field(name, kind, slot, false, false);
  }

  private static Field repeating(String name, int slot) {
    return new Field(name, Kind.TEXT, slot, false, true);
  }

  private static final class ExposureShape extends EventShape<Exposure> {
    private static final List<Field> FIELDS =
        List.of(
            optional("exposure_id", Kind.TEXT, ID),
            required("experiment_key", Kind.TEXT, NAME),
            required("variant_key", Kind.TEXT, VARIANT),
            repeating("unit_type", UNIT_TYPE),
            optional("unit_id", Kind.TEXT, UNIT_ID),
            optional("unit_ids", Kind.MAP, UNIT_IDS),
            required("event_time", Kind.TIME, EVENT_TIME),
            optional("received_at", Kind.TIME, RECEIVED_AT),
            optional("attributes", Kind.MAP, ATTRIBUTES),
            repeating("source", SOURCE));

    @Override
    public TypeInformation<InputRecord<Exposure>> inputType() {
      return InputRecord.EXPOSURES;
    }

    @Override
    List<Field> fields() {
      return FIELDS;
    }

    @Override
    Exposure collect(FieldValues values, String unitType) {
      return new Exposure(
          values.text(ID),
          values.text(NAME),
          values.text(VARIANT),
          unitType,
          values.text(UNIT_ID),
          values.map(UNIT_IDS),
          values.time(EVENT_TIME),
          values.has(RECEIVED_AT) ? Long.valueOf(values.time(RECEIVED_AT)) : null,
          values.map(ATTRIBUTES),
          values.text(SOURCE));
    }

    private Object readResolve() {
      return EXPOSURE;
    }
  }

  private static final class MetricEventShape extends EventShape<MetricEvent> {
    private static final List<Field> FIELDS =
        List.of(
            optional("event_id", Kind.TEXT, ID),
            required("event_name", Kind.TEXT, NAME),
            repeating("unit_type", UNIT_TYPE),
            optional("unit_id", Kind.TEXT, UNIT_ID),
            optional("unit_ids", Kind.MAP, UNIT_IDS),
            required("event_time", Kind.TIME, EVENT_TIME),
            optional("received_at", Kind.TIME, RECEIVED_AT),
            optional("attributes", Kind.MAP, ATTRIBUTES),
            optional("value", Kind.NUMBER, VALUE));

    @Override
    public TypeInformation<InputRecord<MetricEvent>> inputType() {
      return InputRecord.METRIC_EVENTS;
    }

    @Override
    List<Field> fields() {
      return FIELDS;
    }

    @Override
    MetricEvent collect(FieldValues values, String unitType) {
      return new MetricEvent(
          values.text(ID),
          values.text(NAME),
          unitType,
          values.text(UNIT_ID),
          values.map(UNIT_IDS),
          values.time(EVENT_TIME),
          values.has(RECEIVED_AT) ? Long.valueOf(values.time(RECEIVED_AT)) : null,
          values.has(VALUE) ? Double.valueOf(values.number(VALUE)) : null,
          values.map(ATTRIBUTES));
    }

    private Object readResolve() {
      return METRIC_EVENT;
    }
  }
}
