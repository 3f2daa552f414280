package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.UnitInput.UnitEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What one unit adds to experiment_health, as of an instant. */
final class UnitHealth {

  private final Map<Cell, Long> counts = new HashMap<>();
  private final Set<String> leftOut = new TreeSet<>();

  /**
   * @param what a column, or of a rejection its reason
   */
  record Cell(String variant, String what, boolean isReason) {}

  Map<Cell, Long> counts() {
    return counts;
  }

  /** Why metric events were left out that count for the enrollment. */
  Set<String> leftOut() {
    return leftOut;
  }

  void addExposures(Enrollment enrollment, List<Arrival> exposures, long at) {
    for (Arrival exposure : exposures) {
      if (exposure.visibleAt < at) {
        String variant = exposure.record.variant();
        boolean off = enrollment.rejects(exposure);
        add(
            off
                ? new Cell(variant, "UNKNOWN_VARIANT", true)
                : new Cell(variant, HealthReplay.EXPOSURES, false));
      }
    }
  }

  /**
   * A clock that ran ahead cannot place an event: it stands where it became visible. What comes
   * after everything of the enrollment may be forgotten counts no more.
   *
   * @param events those that the experiment asks for
   */
  void addEvents(Enrollment enrollment, List<UnitEvent> events, long latenessMs, long at) {
    for (UnitEvent event : events) {
      Arrival arrival = event.arrival();
      long place = Math.min(arrival.time(), arrival.visibleAt);
      if (arrival.visibleAt < at
          && enrollment.isRelevant(place)
          && arrival.visibleAt - latenessMs < enrollment.relevanceEnd()) {
        if (event.isDuplicate()) {
          add(new Cell(enrollment.variantKey(), Outcome.DUPLICATE, false));
          leftOut.add("DUPLICATE");
        } else if (!event.isCounted()) {
          HealthReplay.cellsOf(enrollment.variantKey(), event.reason()).forEach(this::add);
          leftOut.add(event.reason());
        }
      }
    }
  }

  private void add(Cell cell) {
    counts.merge(cell, 1L, Long::sum);
  }
}
