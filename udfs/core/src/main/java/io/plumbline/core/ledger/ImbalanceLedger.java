package io.plumbline.core.ledger;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.Finding;
import io.plumbline.core.alert.Incident;
import io.plumbline.core.alert.RowReference;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.statistics.SrmAlarm;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether what should be as even as the split is: exclusions, crossovers, assignments. A test that
 * has rejected at any instant has rejected; a reset begins all of them anew, on the units enrolled
 * from then on, with half the alpha.
 */
final class ImbalanceLedger {
  private static final String TABLE = "experiment_health";

  private final ImbalanceCounts counts = new ImbalanceCounts();
  private final TreeMap<ImbalanceTest, Incident> incidents = new TreeMap<>();
  private final TreeSet<ImbalanceTest> rejected = new TreeSet<>();
  private int process;

  ImbalanceCounts counts() {
    return counts;
  }

  /** How often the tests have been begun anew, as far as it was told. */
  int process() {
    return process;
  }

  /**
   * Takes how the tests stand at an instant, and tells what has come of it.
   *
   * @param srm the level of the split's alarm
   * @param withMetrics whether the job tells of metric events, else of all others
   */
  void raise(
      Publication at,
      ImbalanceFigures figures,
      SrmAlarm.Level srm,
      boolean withMetrics,
      LedgerOutput out) {
    Experiment experiment = at.plan().experiment();
    List<ExperimentAlert> alerts = new ArrayList<>();
    if (process < at.process()) {
      resolve(at, figures, ExperimentAlert.RESET, withMetrics, alerts);
      incidents.clear();
      rejected.clear();
      process = at.process();
    }
    Long stoppedAt = experiment.stoppedAt();
    figures
        .levels()
        .forEach(
            (test, level) -> {
              if (level == AlertStatus.OPENED) {
                rejected.add(test);
              }
              if (stoppedAt == null || at.asOf() <= stoppedAt) {
                Incident incident = incidents.computeIfAbsent(test, t -> new Incident());
                incident
                    .raise(level, at.asOf())
                    .filter(step -> test.isToldBy(withMetrics))
                    .map(
                        step ->
                            figures
                                .finding(test, level, srm)
                                .raised(
                                    experiment,
                                    test.alertId(at.plan(), process),
                                    step,
                                    at.asOf(),
                                    at.configVersion(),
                                    row(at, test)))
                    .ifPresent(alerts::add);
              }
            });
    if (stoppedAt != null && stoppedAt <= at.asOf()) {
      resolve(at, figures, ExperimentAlert.STOPPED, withMetrics, alerts);
    }
    alerts.forEach(out::experimentAlert);
  }

  private void resolve(
      Publication at,
      ImbalanceFigures figures,
      String resolution,
      boolean withMetrics,
      List<ExperimentAlert> alerts) {
    incidents.forEach(
        (test, incident) ->
            incident
                .resolve(at.asOf())
                .filter(step -> test.isToldBy(withMetrics))
                .map(
                    step ->
                        finding(figures, test)
                            .resolved(
                                at.plan().experiment(),
                                test.alertId(at.plan(), process),
                                step,
                                resolution,
                                at.asOf(),
                                at.configVersion(),
                                row(at, test)))
                .ifPresent(alerts::add));
  }

  private static Finding finding(ImbalanceFigures figures, ImbalanceTest test) {
    return figures.finding(test, AlertStatus.OPENED, SrmAlarm.Level.HEALTHY);
  }

  /** All variants' rows have the figures; a pair is named by its first, all else by the first. */
  private static RowReference row(Publication at, ImbalanceTest test) {
    Map<String, Object> key = new HashMap<>();
    key.put("experiment_key", at.plan().key());
    key.put("variant_key", at.plan().variantKey(test.from()));
    key.put("as_of", Instant.ofEpochMilli(at.asOf()));
    return new RowReference(TABLE, key);
  }

  /** Why nothing can be concluded; null: nothing is known that forbids it. */
  String doubt(Publication at) {
    for (ImbalanceTest test : rejected) {
      String doubt = test.doubt(at.plan());
      if (doubt != null) {
        return doubt;
      }
    }
    return null;
  }

  /** The ids of what was raised and not resolved, of what a job tells. */
  List<String> openAlertIds(ExperimentPlan plan, boolean withMetrics) {
    List<String> ids = new ArrayList<>();
    incidents.forEach(
        (test, incident) -> {
          if (incident.isOpen() && test.isToldBy(withMetrics)) {
            ids.add(test.alertId(plan, process));
          }
        });
    return ids;
  }

  void write(DataOutput out) throws IOException {
    counts.write(out);
    out.writeInt(process);
    out.writeInt(incidents.size());
    for (Map.Entry<ImbalanceTest, Incident> entry : incidents.entrySet()) {
      entry.getKey().write(out);
      entry.getValue().write(out);
    }
    out.writeInt(rejected.size());
    for (ImbalanceTest test : rejected) {
      test.write(out);
    }
  }

  void read(DataInput in) throws IOException {
    counts.read(in);
    process = in.readInt();
    for (int i = in.readInt(); i > 0; i--) {
      ImbalanceTest test = ImbalanceTest.read(in);
      incidents.put(test, Incident.read(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      rejected.add(ImbalanceTest.read(in));
    }
  }
}
