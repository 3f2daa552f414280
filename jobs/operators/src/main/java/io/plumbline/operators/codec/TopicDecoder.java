package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Refusal;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Visibility;
import io.plumbline.core.unit.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.annotation.VisibleForTesting;

/**
 * Makes records of the messages of one topic, by all mappings that read it.
 *
 * <p>A message may give several records: one for each event that a mapping finds in it. Their index
 * is the event's place in the message, counted through the mappings in turn, whether selected or
 * not. What a mapping selects and cannot read is refused MALFORMED; what is not of the topic's
 * format at all is refused once, without a kind. Nothing that a message may hold makes it throw.
 *
 * <p>Not safe for several threads.
 */
public final class TopicDecoder {
  private static final HexFormat HEX = HexFormat.of();

  private final List<SourceMapping> mappings;
  private final Visibility visibility;
  private final DecodingCounts counts = new DecodingCounts();
  private final FieldValues values = new FieldValues();
  private final MessageFields plain;
  private final MessageTree tree;
  private final boolean isText;

  /** A message while it is read. */
  private record Message(byte[] value, int partition, long offset, long timestamp) {}

  /**
   * @param mappings of one topic, see {@link SourceMapping#byTopic}
   * @param registry only for {@link SourceFormat#CONFLUENT_AVRO}; else null
   * @throws IllegalArgumentException if a registry is needed and none is given
   */
  public TopicDecoder(
      List<SourceMapping> mappings, Visibility visibility, RegistryConfig registry) {
    this(mappings, visibility, schemas(mappings.get(0), registry));
  }

  @VisibleForTesting
  TopicDecoder(List<SourceMapping> mappings, Visibility visibility, WriterSchemas schemas) {
    this.mappings = List.copyOf(mappings);
    this.visibility = visibility;
    SourceMapping first = mappings.get(0);
    boolean isPlain = mappings.size() == 1 && first.isPlain();
    EventShape<?> shape = EventShape.of(first.kind());
    Wanted wanted = new Wanted();
    mappings.forEach(mapping -> mapping.addTo(wanted));
    switch (first.format()) {
      case JSON -> {
        this.plain = isPlain ? new JsonFields(shape, "the message") : null;
        this.tree = new JsonTree(wanted);
      }
      case OTLP_JSON -> {
        this.plain = null;
        this.tree = new OtlpTree();
      }
      case AVRO, CONFLUENT_AVRO -> {
        AvroMessages avro =
            first.format() == SourceFormat.AVRO
                ? AvroMessages.plain(first.writer())
                : AvroMessages.framed(schemas);
        this.plain = isPlain ? avro.fields(shape) : null;
        this.tree = avro.tree(wanted);
      }
      default -> throw new IllegalStateException("no decoder of " + first.format());
    }
    this.isText = first.format() == SourceFormat.JSON || first.format() == SourceFormat.OTLP_JSON;
  }

  private static WriterSchemas schemas(SourceMapping first, RegistryConfig registry) {
    if (first.format() != SourceFormat.CONFLUENT_AVRO) {
      return null;
    }
    if (registry == null) {
      throw new IllegalArgumentException(
          first.name()
              + ".format is confluent-avro, but registry.url is missing; allowed: the registry's"
              + " address");
    }
    return WriterSchemas.of(registry);
  }

  public DecodingCounts counts() {
    return counts;
  }

  /**
   * @param value null: a tombstone, which gives nothing
   * @param timestamp the message's own, milliseconds since the epoch; negative: none
   * @throws IOException if what is needed to read the message cannot be had now
   */
  public void decode(
      byte[] value, int partition, long offset, long timestamp, Consumer<InputRecord<Event>> out)
      throws IOException {
    if (value == null) {
      counts.addTombstone();
      return;
    }
    Message message = new Message(value, partition, offset, timestamp);
    if (plain != null) {
      out.accept(plain(message));
      return;
    }
    Object root;
    try {
      root = tree.read(value);
    } catch (MalformedException e) {
      out.accept(malformed(message, null, 0, e));
      return;
    }
    int index = 0;
    for (SourceMapping mapping : mappings) {
      index = events(message, mapping, root, index, out);
    }
  }

  private InputRecord<Event> plain(Message message) throws IOException {
    SourceMapping mapping = mappings.get(0);
    try {
      plain.read(message.value(), values);
      return accepted(message, mapping, 0, false);
    } catch (MalformedException e) {
      return malformed(message, e.isUnreadable() ? null : mapping.kind(), 0, e);
    }
  }

  /**
   * @param first the index of the mapping's first event
   * @return the index behind its last
   */
  private int events(
      Message message,
      SourceMapping mapping,
      Object root,
      int first,
      Consumer<InputRecord<Event>> out) {
    Object exploded = exploded(mapping, root);
    if (exploded == null) {
      return first;
    }
    List<?> elements =
        exploded instanceof List<?> list && !mapping.explode().isEmpty() ? list : List.of(exploded);
    int index = first;
    for (Object element : elements) {
      event(message, mapping, root, element, index++, out);
    }
    return index;
  }

  private static Object exploded(SourceMapping mapping, Object root) {
    if (mapping.explode().isEmpty()) {
      return root;
    }
    for (ValuePath path : mapping.explode()) {
      Object found = path.find(root, root);
      if (!Trees.isNone(found)) {
        return found;
      }
    }
    return null;
  }

  private void event(
      Message message,
      SourceMapping mapping,
      Object root,
      Object element,
      int index,
      Consumer<InputRecord<Event>> out) {
    for (Condition condition : mapping.where()) {
      if (!condition.holds(root, element)) {
        counts.addNotSelected();
        return;
      }
    }
    for (Condition condition : mapping.drop()) {
      if (condition.holds(root, element)) {
        counts.addDropped();
        return;
      }
    }
    try {
      fill(mapping, root, element);
      boolean sampled =
          mapping.unsampled().stream().anyMatch(condition -> condition.isBroken(root, element));
      out.accept(accepted(message, mapping, index, sampled));
    } catch (MalformedException e) {
      out.accept(malformed(message, mapping.kind(), index, e));
    }
  }

  private void fill(SourceMapping mapping, Object root, Object element) throws MalformedException {
    values.clear();
    for (Field field : EventShape.of(mapping.kind()).fields()) {
      ValueRule rule = mapping.fields().get(field.name());
      if (rule != null) {
        rule.fill(values, field, root, element);
      }
      MapRule map = mapping.maps().get(field.name());
      if (map != null) {
        map.fill(values, field, root, element);
      }
    }
  }

  /** What was read, unless it is refused for its clock or for being one of a sample. */
  private InputRecord<Event> accepted(
      Message message, SourceMapping mapping, int index, boolean sampled)
      throws MalformedException {
    Position position = position(message, mapping, index);
    Event event = EventShape.of(mapping.kind()).read(values);
    if (event.id() == null) {
      counts.addMissingId();
      event = event.withId(id(position));
    }
    boolean isMapped = values.has(EventShape.RECEIVED_AT);
    boolean isTimed = isMapped || message.timestamp() >= 0;
    long logged = isTimed ? message.timestamp() : event.eventTime();
    long receivedAt = isMapped ? values.time(EventShape.RECEIVED_AT) : logged;
    Refusal refusal = null;
    if (isTimed && visibility.isInFuture(event.eventTime(), receivedAt)) {
      refusal =
          new Refusal(
              RejectReason.IN_FUTURE,
              "event_time is "
                  + (event.eventTime() - receivedAt)
                  + " ms after "
                  + (isMapped ? "received_at" : "the message's timestamp")
                  + "; allowed: at most "
                  + visibility.maxClockAheadMs()
                  + " ms (timing.max-clock-ahead)",
              null);
    } else if (sampled) {
      refusal =
          new Refusal(
              RejectReason.SAMPLED,
              "the event is one of a sample; allowed: every event ("
                  + mapping.name()
                  + ".unsampled)",
              null);
    }
    return InputRecord.inLog(event, refusal, mapping.kind(), position, receivedAt);
  }

  private InputRecord<Event> malformed(
      Message message, EventKind kind, int index, MalformedException why) {
    return InputRecord.inLog(
        null,
        new Refusal(RejectReason.MALFORMED, why.getMessage(), payload(message.value())),
        kind,
        position(message, mappings.get(0), index),
        Math.max(0, message.timestamp()));
  }

  private static Position position(Message message, SourceMapping mapping, int index) {
    return new Position(mapping.topic(), message.partition(), message.offset(), index);
  }

  /** The first 128 bits of the position's SHA-256: the id of an event without one. */
  private static String id(Position position) {
    String text =
        position.topic()
            + '\n'
            + position.partition()
            + '\n'
            + position.offset()
            + '\n'
            + position.recordIndex();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HEX.formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The message as text, binary as hexadecimal, cut at the limit. */
  private String payload(byte[] value) {
    return isText
        ? InputRecord.payload(value, 0, value.length)
        : HEX.formatHex(value, 0, Math.min(value.length, InputRecord.PAYLOAD_LIMIT / 2));
  }
}
