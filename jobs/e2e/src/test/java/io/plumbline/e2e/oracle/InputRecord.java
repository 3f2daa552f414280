package io.plumbline.e2e.oracle;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;

/**
 * One line of an input file that could be read: an exposure or a metric event.
 *
 * @param id exposure_id or event_id; the content, where it is missing
 * @param experiment null in a metric event
 * @param variant null in a metric event
 * @param eventName null in an exposure
 * @param units identity type to unit id
 * @param time milliseconds, also the moment from which it counts
 * @param value null where there is none
 * @param content canonical JSON
 */
record InputRecord(
    String id,
    String experiment,
    String variant,
    String eventName,
    SortedMap<String, String> units,
    long time,
    Double value,
    Map<String, String> attributes,
    String content) {

  /** Enrollment order of exposures. */
  static final Comparator<InputRecord> BY_TIME_ID_CONTENT =
      Comparator.comparingLong(InputRecord::time)
          .thenComparing(InputRecord::id, InputRecord::compareBytes)
          .thenComparing(InputRecord::content, InputRecord::compareBytes);

  /** Order in which metric events count, and rejected records are kept. */
  static final Comparator<InputRecord> BY_TIME_CONTENT =
      Comparator.comparingLong(InputRecord::time)
          .thenComparing(InputRecord::content, InputRecord::compareBytes);

  /** As unsigned UTF-8 bytes. */
  static int compareBytes(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        b.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
