package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.Instant;
import java.util.List;

/** The rows of alerts of one experiment: what its combined rows of the whole have passed. */
final class AlertReplay {

  private static final List<String> LEVELS = List.of("HEALTHY", "WARNED", "OPENED", "ESCALATED");

  private final Experiment experiment;
  private final Tables tables;
  private int level;
  private int sequence;
  private Instant firstAsOf;
  private boolean resolved;

  AlertReplay(Experiment experiment, Tables tables) {
    this.experiment = experiment;
    this.tables = tables;
  }

  /**
   * To be called with every combined row of the whole, in order.
   *
   * @param check a row of srm_checks
   */
  void see(long at, Row check) {
    if (resolved) {
      return;
    }
    while (level < LEVELS.indexOf((String) check.get("status"))) {
      level++;
      raise(LEVELS.get(level), level == 1 ? "warning" : "critical", null, check);
    }
    if (experiment.stoppedAt() != null && experiment.stoppedAt() == at && sequence > 0) {
      raise("RESOLVED", "info", "STOPPED", check);
      resolved = true;
    }
  }

  private void raise(String status, String severity, String resolution, Row check) {
    sequence++;
    firstAsOf = firstAsOf == null ? (Instant) check.get("as_of") : firstAsOf;
    tables.add(
        Tables.ALERTS,
        "srm",
        "srm-" + experiment.key() + "-0",
        sequence,
        "SRM",
        severity,
        status,
        resolution,
        experiment.key(),
        check.get("as_of"),
        firstAsOf,
        Tables.SRM_CHECKS,
        null,
        check.get("dimension"),
        check.get("segment"),
        check.get("observed"),
        check.get("expected"),
        check.get("units"),
        check.get("log_e_value"),
        check.get("log_e_alarm"),
        check.get("anytime_p_value"),
        check.get("chi_squared_p"),
        check.get("suspects"),
        0);
  }
}
