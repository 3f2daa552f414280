package io.plumbline.operators.codec;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.ledger.ExperimentVerdict;
import io.plumbline.schemas.Table;
import io.plumbline.v1.EnrollmentRecord;
import io.plumbline.v1.ExperimentAlert;
import io.plumbline.v1.SrmAlert;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.table.data.RowData;

/** What the topics carry. */
public final class TopicMessages {
  /** The header of an alert that names its incident. */
  public static final String ALERT_ID = "alert_id";

  /** The header that names the transition within the incident. */
  public static final String SEQUENCE = "sequence";

  private TopicMessages() {}

  /** Rows of {@code alerts} about splits, keyed by experiment, each named in its headers. */
  public static TopicMessage<RowData> srmAlerts() {
    return new Alerts(SrmAlert.getClassSchema());
  }

  /** Rows of {@code alerts} about all else, keyed by experiment, each named in its headers. */
  public static TopicMessage<RowData> experimentAlerts() {
    return new Alerts(ExperimentAlert.getClassSchema());
  }

  /** How experiments stand, keyed by experiment. */
  public static TopicMessage<ExperimentStatus> experimentStatus() {
    return new Statuses();
  }

  /** What to do with the treatments of experiments, keyed by experiment. */
  public static TopicMessage<ExperimentVerdict> experimentVerdict() {
    return new Verdicts();
  }

  /** Rows of {@code enrollments}, keyed by experiment, unit type and unit. */
  public static TopicMessage<RowData> enrollments() {
    return new Enrollments();
  }

  private static final class Alerts extends RowMessage {
    Alerts(Schema schema) {
      super(Table.ALERTS, schema);
    }

    @Override
    public String key(RowData alert) {
      return text(alert, "experiment_key");
    }

    @Override
    public Map<String, String> headers(RowData alert) {
      return Map.of(
          ALERT_ID, text(alert, "alert_id"),
          SEQUENCE, Integer.toString(number(alert, "sequence")));
    }
  }

  private static final class Enrollments extends RowMessage {
    Enrollments() {
      super(Table.ENROLLMENTS, EnrollmentRecord.getClassSchema());
    }

    @Override
    public String key(RowData enrollment) {
      return joined(
          List.of(
              text(enrollment, "experiment_key"),
              text(enrollment, "unit_type"),
              text(enrollment, "unit_id")));
    }
  }

  private static final class Statuses extends TopicMessage<ExperimentStatus> {
    Statuses() {
      super(io.plumbline.v1.ExperimentStatus.getClassSchema());
    }

    @Override
    public String key(ExperimentStatus status) {
      return status.experimentKey();
    }

    @Override
    GenericRecord record(ExperimentStatus status) {
      Schema schema = io.plumbline.v1.ExperimentStatus.getClassSchema();
      GenericRecord record = new GenericData.Record(schema);
      record.put("experiment_key", status.experimentKey());
      record.put("as_of", status.asOf());
      record.put(
          "srm_status",
          new GenericData.EnumSymbol(schema.getField("srm_status").schema(), status.srmStatus()));
      record.put("open_alert_ids", status.openAlertIds());
      record.put("config_version", status.configVersion());
      record.put("is_config_stale", status.isConfigStale());
      return record;
    }
  }

  private static final class Verdicts extends TopicMessage<ExperimentVerdict> {
    Verdicts() {
      super(io.plumbline.v1.ExperimentVerdict.getClassSchema());
    }

    @Override
    public String key(ExperimentVerdict verdict) {
      return verdict.experimentKey();
    }

    @Override
    GenericRecord record(ExperimentVerdict verdict) {
      Schema schema = io.plumbline.v1.ExperimentVerdict.getClassSchema();
      Schema ofTreatment = schema.getField("treatments").schema().getElementType();
      List<GenericRecord> treatments = new ArrayList<>();
      for (ExperimentVerdict.Treatment treatment : verdict.treatments()) {
        GenericRecord record = new GenericData.Record(ofTreatment);
        record.put("treatment_key", treatment.treatmentKey());
        record.put(
            "verdict",
            new GenericData.EnumSymbol(
                ofTreatment.getField("verdict").schema(), treatment.verdict().kind().name()));
        record.put("verdict_reason", treatment.verdict().reason());
        treatments.add(record);
      }
      GenericRecord record = new GenericData.Record(schema);
      record.put("experiment_key", verdict.experimentKey());
      record.put("as_of", verdict.asOf());
      record.put("treatments", treatments);
      record.put("config_version", verdict.configVersion());
      record.put("is_config_stale", verdict.isConfigStale());
      return record;
    }
  }
}
