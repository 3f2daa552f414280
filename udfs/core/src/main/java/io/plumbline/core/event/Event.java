package io.plumbline.core.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What exposures and metric events share: an id, a time, identities, and a content. */
public sealed interface Event permits Exposure, MetricEvent {

  /**
   * Content as unsigned UTF-8 bytes: the last word wherever two events tie. The comparator
   * remembers what it has computed, so that it is made anew for each sort.
   */
  static Comparator<Event> byContent() {
    Map<Event, byte[]> contents = new IdentityHashMap<>();
    return (a, b) ->
        a == b
            ? 0
            : Arrays.compareUnsigned(
                contents.computeIfAbsent(a, Event::contentBytes),
                contents.computeIfAbsent(b, Event::contentBytes));
  }

  private static byte[] contentBytes(Event event) {
    return event.content().getBytes(StandardCharsets.UTF_8);
  }

  /** The event's id, or null where the record had none. */
  String id();

  /** The same event under another id. */
  Event withId(String id);

  /** Milliseconds since the epoch, UTC. */
  long eventTime();

  String unitType();

  String unitId();

  Map<String, String> unitIds();

  /**
   * The event as canonical JSON: keys sorted, every field present, times in milliseconds, no
   * positions. Two events are the same event when their contents are.
   */
  String content();

  /**
   * The first 128 bits of the content's SHA-256, in hexadecimal: the id of an event without one.
   */
  default String contentHash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** All identities by unit type, sorted by name; {@code unitId} wins over {@code unitIds}. */
  default SortedMap<String, String> identities() {
    TreeMap<String, String> identities = new TreeMap<>(unitIds());
    if (unitId() != null) {
      identities.put(unitType(), unitId());
    }
    return identities;
  }
}
