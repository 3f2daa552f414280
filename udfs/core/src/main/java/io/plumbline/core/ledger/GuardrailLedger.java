package io.plumbline.core.ledger;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.ExperimentAlertType;
import io.plumbline.core.alert.Finding;
import io.plumbline.core.alert.Incident;
import io.plumbline.core.alert.RowReference;
import io.plumbline.core.experiment.Experiment;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The alerts about guardrails that are worse than in control: from the first row that says HARM to
 * the stop. A row that says it no more does not unsay it.
 */
final class GuardrailLedger {
  private static final String TABLE = "metric_results";

  /** A guardrail of a treatment. */
  private record Key(String metric, int version, String treatment) implements Comparable<Key> {
    static Key of(MetricResult row) {
      return new Key(row.metricKey(), row.metricVersion(), row.treatmentKey());
    }

    @Override
    public int compareTo(Key other) {
      int order = metric.compareTo(other.metric);
      order = order != 0 ? order : Integer.compare(version, other.version);
      return order != 0 ? order : treatment.compareTo(other.treatment);
    }
  }

  private final TreeMap<Key, Incident> incidents = new TreeMap<>();
  private final TreeMap<Key, MetricResult> rows = new TreeMap<>();

  /** Takes a row of the instant. */
  void see(MetricResult row) {
    if (row.guardrailStatus() != null) {
      rows.put(Key.of(row), row);
    }
  }

  /** Tells what has come of the rows of the instant. */
  void raise(Publication at, LedgerOutput out) {
    Experiment experiment = at.plan().experiment();
    Long stoppedAt = experiment.stoppedAt();
    if (stoppedAt == null || at.asOf() <= stoppedAt) {
      rows.forEach(
          (key, row) -> {
            if (row.guardrailStatus() == GuardrailStatus.HARM) {
              incidents
                  .computeIfAbsent(key, k -> new Incident())
                  .raise(AlertStatus.OPENED, at.asOf())
                  .ifPresent(step -> out.experimentAlert(raised(at, key, row, step)));
            }
          });
    }
    if (stoppedAt != null && stoppedAt <= at.asOf()) {
      incidents.forEach(
          (key, incident) ->
              incident
                  .resolve(at.asOf())
                  .ifPresent(step -> out.experimentAlert(resolved(at, key, step))));
    }
    rows.clear();
  }

  private static ExperimentAlert raised(
      Publication at, Key key, MetricResult row, Incident.Step step) {
    Experiment experiment = at.plan().experiment();
    Double lift = row.pair().lift() == null ? null : Double.valueOf(row.pair().lift().estimate());
    return finding(at, key, lift)
        .raised(
            experiment,
            alertId(experiment, key),
            step,
            at.asOf(),
            at.configVersion(),
            reference(row));
  }

  /** A metric that is retired by then has no row. */
  private ExperimentAlert resolved(Publication at, Key key, Incident.Step step) {
    Experiment experiment = at.plan().experiment();
    return finding(at, key, null)
        .resolved(
            experiment,
            alertId(experiment, key),
            step,
            ExperimentAlert.STOPPED,
            at.asOf(),
            at.configVersion(),
            rows.containsKey(key) ? reference(rows.get(key)) : null);
  }

  private static Finding finding(Publication at, Key key, Double lift) {
    Experiment experiment = at.plan().experiment();
    String control = experiment.control().key();
    return Finding.regression(experiment, key.metric(), key.treatment(), control, lift, at.asOf());
  }

  private static String alertId(Experiment experiment, Key key) {
    return ExperimentAlert.id(
        ExperimentAlertType.GUARDRAIL_REGRESSION,
        experiment.key(),
        key.metric(),
        key.version(),
        key.treatment());
  }

  private static RowReference reference(MetricResult row) {
    Map<String, Object> key = new HashMap<>();
    key.put("experiment_key", row.experimentKey());
    key.put("metric_key", row.metricKey());
    key.put("metric_version", row.metricVersion());
    key.put("dimension", row.segment().dimension());
    key.put("segment", row.segment().segment());
    key.put("treatment_key", row.treatmentKey());
    key.put("is_mature", row.isMature());
    key.put("as_of", Instant.ofEpochMilli(row.asOf()));
    return new RowReference(TABLE, key);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(incidents.size());
    for (Map.Entry<Key, Incident> entry : incidents.entrySet()) {
      LedgerData.writeString(entry.getKey().metric(), out);
      out.writeInt(entry.getKey().version());
      LedgerData.writeString(entry.getKey().treatment(), out);
      entry.getValue().write(out);
    }
  }

  void read(DataInput in) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      Key key = new Key(LedgerData.readString(in), in.readInt(), LedgerData.readString(in));
      incidents.put(key, Incident.read(in));
    }
  }
}
