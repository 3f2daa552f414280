package io.plumbline.e2e.oracle;

import java.util.ArrayList;
import java.util.List;

/** What one unit did: its metric events, judged as far as they can be without its enrollments. */
final class UnitInput {

  final String type;
  final String id;
  final List<UnitEvent> events = new ArrayList<>();

  UnitInput(String type, String id) {
    this.type = type;
    this.id = id;
  }

  /**
   * A metric event that some metric asks for.
   *
   * @param kind applied (where it is in a window), duplicates or rejected
   * @param reason of a rejection, by the source's refusal too; else null
   */
  record UnitEvent(Arrival arrival, String kind, String reason) {

    /** Whether it can count for a metric. */
    boolean isCounted() {
      return kind.equals(Outcome.APPLIED);
    }

    boolean isDuplicate() {
      return kind.equals(Outcome.DUPLICATE);
    }
  }
}
