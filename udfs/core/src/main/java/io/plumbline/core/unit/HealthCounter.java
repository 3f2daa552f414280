package io.plumbline.core.unit;

import io.plumbline.core.event.RejectReason;
import java.util.List;

/** The counts that make up an experiment's health. */
public final class HealthCounter {
  public static final String EXPOSURES = "exposures";
  public static final String CROSSOVERS = "crossovers";
  public static final String DUPLICATES = "duplicates";

  /** What the source refused because it came too late. */
  public static final String LATE = "late";

  public static final String MISMATCHES = "assignment_mismatches";
  private static final String REJECTED = "rejected:";

  private HealthCounter() {}

  public static String rejected(RejectReason reason) {
    return REJECTED + reason;
  }

  /** All counters that a rejection adds to: what comes too late is counted as late as well. */
  static List<String> ofRejected(RejectReason reason) {
    return reason == RejectReason.TOO_LATE
        ? List.of(rejected(reason), LATE)
        : List.of(rejected(reason));
  }

  /** The reason's name that a counter of rejections counts, or null for another counter. */
  public static String reasonOf(String counter) {
    return counter.startsWith(REJECTED) ? counter.substring(REJECTED.length()) : null;
  }
}
