package io.plumbline.core.alert;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How an experiment stands by its ledger, and whether its exposures are missing, which is decided
 * elsewhere: both together are its status.
 *
 * @param told by the ledger; null: nothing yet
 * @param stallId the alert about missing exposures that is open; null: none is
 */
public record ShownStatus(ExperimentStatus told, String stallId) {

  /** Nothing is known. */
  public static final ShownStatus NONE = new ShownStatus(null, null);

  public ShownStatus told(ExperimentStatus status) {
    return new ShownStatus(status, stallId);
  }

  /** What the ledger told last holds: it tells whenever anything changes. */
  public ShownStatus changed(StallChange change) {
    ExperimentStatus now =
        told == null
            ? null
            : new ExperimentStatus(
                told.experimentKey(),
                change.asOf(),
                told.srmStatus(),
                told.openAlertIds(),
                change.configVersion(),
                told.isConfigStale());
    return new ShownStatus(now, change.isOpen() ? change.alertId() : null);
  }

  /** Empty: the ledger has told nothing yet. */
  public Optional<ExperimentStatus> status() {
    if (told == null || stallId == null) {
      return Optional.ofNullable(told);
    }
    List<String> open = new ArrayList<>(told.openAlertIds());
    open.add(stallId);
    Collections.sort(open);
    return Optional.of(
        new ExperimentStatus(
            told.experimentKey(),
            told.asOf(),
            told.srmStatus(),
            List.copyOf(open),
            told.configVersion(),
            told.isConfigStale()));
  }
}
