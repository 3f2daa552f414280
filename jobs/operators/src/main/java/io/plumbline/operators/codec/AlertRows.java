package io.plumbline.operators.codec;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.RowReference;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.ledger.SegmentKey;
import io.plumbline.operators.JobRun;
import io.plumbline.schemas.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.table.data.RowData;

/** Rows of {@code alerts}. */
public final class AlertRows {
  /** The type of alerts on splits; all others are about experiments and the pipeline. */
  public static final String SRM = "SRM";

  private static final int ALERT_TYPE = RowTypes.of(Table.ALERTS).getFieldIndex("alert_type");

  private final JobRun run;
  private final long publishedAt;
  private final Staleness staleness;

  /**
   * Of alerts that do not follow from the configuration.
   *
   * @param publishedAt milliseconds since the epoch
   */
  public AlertRows(JobRun run, long publishedAt) {
    this(run, publishedAt, Staleness.NEVER);
  }

  /**
   * @param publishedAt milliseconds since the epoch
   */
  public AlertRows(JobRun run, long publishedAt, Staleness staleness) {
    this.run = run;
    this.publishedAt = publishedAt;
    this.staleness = staleness;
  }

  /** Whether a row of the table is about a split. */
  public static boolean isOfSplit(RowData alert) {
    return alert.getString(ALERT_TYPE).toString().equals(SRM);
  }

  /** A transition, derived from the combined row of the whole. */
  public RowData of(SrmAlert alert) {
    return row(
            alert.experimentKey(),
            alert.alertId(),
            alert.sequence(),
            alert.asOf(),
            alert.firstAsOf())
        .put("alert_type", SRM)
        .put("severity", alert.severity().name().toLowerCase(Locale.ROOT))
        .put("status", alert.status().name())
        .put("resolution", alert.resolution())
        .put("experiment_name", alert.experimentName())
        .put("owner", alert.owner())
        .put("summary", alert.summary())
        .put("recommended_action", alert.recommendedAction())
        .put("config_version", alert.configVersion())
        .put("row_table", Table.SRM_CHECKS.tableName())
        .put("row_key", RowKeys.json(Table.SRM_CHECKS, keyOf(alert)))
        .put("dimension", SegmentKey.WHOLE.dimension())
        .put("segment", SegmentKey.WHOLE.segment())
        .put("observed", alert.evidence().observed())
        .put("expected", alert.evidence().expected())
        .put("units", alert.evidence().units())
        .put("log_e_value", alert.evidence().logEValue())
        .put("log_e_alarm", alert.evidence().logEAlarm())
        .put("anytime_p_value", alert.evidence().anytimePValue())
        .put("chi_squared_p", alert.evidence().chiSquaredP())
        .put("suspects", SuspectRows.of(alert.evidence().findings()))
        .build();
  }

  private Map<String, Object> keyOf(SrmAlert alert) {
    return Map.of(
        "experiment_key", alert.experimentKey(),
        "dimension", SegmentKey.WHOLE.dimension(),
        "segment", SegmentKey.WHOLE.segment(),
        "as_of", Instant.ofEpochMilli(alert.asOf()),
        "revision", run.revision());
  }

  /** A transition that is not about a split. */
  public RowData of(ExperimentAlert alert) {
    RowReference reference = alert.row();
    return row(
            alert.experimentKey(),
            alert.alertId(),
            alert.sequence(),
            alert.asOf(),
            alert.firstAsOf())
        .put("alert_type", alert.type().name())
        .put("severity", alert.severity().name().toLowerCase(Locale.ROOT))
        .put("status", alert.status().name())
        .put("resolution", alert.resolution())
        .put("experiment_name", alert.experimentName())
        .put("owner", alert.owner())
        .put("summary", alert.summary())
        .put("recommended_action", alert.recommendedAction())
        .put("config_version", alert.configVersion())
        .put("row_table", reference == null ? null : reference.table())
        .put("row_key", reference == null ? null : keyOf(reference))
        .put("observed", Map.of())
        .put("expected", Map.of())
        .build();
  }

  private String keyOf(RowReference reference) {
    Map<String, Object> key = new HashMap<>(reference.key());
    key.put("job", run.job());
    key.put("revision", run.revision());
    return RowKeys.json(Table.named(reference.table()), key);
  }

  private RowBuilder row(
      String experimentKey, String alertId, int sequence, long asOf, long firstAsOf) {
    return RowBuilder.of(Table.ALERTS)
        .put("job", run.job())
        .put("experiment_key", experimentKey)
        .put("is_config_stale", staleness.isConfigStale(experimentKey, asOf))
        .put("alert_id", alertId)
        .put("sequence", sequence)
        .putTime("as_of", asOf)
        .putTime("first_as_of", firstAsOf)
        .put("suspects", List.of())
        .put("revision", run.revision())
        .putTime("published_at", publishedAt);
  }
}
