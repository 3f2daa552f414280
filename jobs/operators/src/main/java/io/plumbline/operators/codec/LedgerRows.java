package io.plumbline.operators.codec;

import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.ledger.ExperimentHealth;
import io.plumbline.core.ledger.Look;
import io.plumbline.core.ledger.MetricResult;
import io.plumbline.core.ledger.SegmentKey;
import io.plumbline.core.ledger.SrmCheck;
import io.plumbline.core.ledger.VariantMetric;
import io.plumbline.core.statistics.Estimate;
import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.PairResult;
import io.plumbline.operators.JobRun;
import io.plumbline.schemas.Table;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.table.data.RowData;

/** Rows of the tables that an experiment's ledger publishes. */
public final class LedgerRows {
  private final JobRun run;
  private final long publishedAt;
  private final Staleness staleness;

  /**
   * @param publishedAt milliseconds since the epoch
   */
  public LedgerRows(JobRun run, long publishedAt, Staleness staleness) {
    this.run = run;
    this.publishedAt = publishedAt;
    this.staleness = staleness;
  }

  public RowData of(SrmCheck check) {
    Findings findings = check.findings();
    return row(Table.SRM_CHECKS, check.experimentKey(), check.asOf(), check.configVersion())
        .put("epoch", check.epoch())
        .put("dimension", check.segment().dimension())
        .put("segment", check.segment().segment())
        .put("observed", check.observed())
        .put("expected", check.expected())
        .put("units", check.units())
        .put("log_e_value", check.logEValue())
        .put("log_e_alarm", check.logEAlarm())
        .put("anytime_p_value", check.anytimePValue())
        .put("chi_squared", check.chiSquared())
        .put("chi_squared_df", check.chiSquaredDf())
        .put("chi_squared_p", check.chiSquaredP())
        .put("e_bh_rejected", check.eBhRejected())
        .put("status", check.status())
        .put("diagnosis", findings == null ? null : findings.label().name())
        .put("suspects", findings == null ? null : SuspectRows.of(findings))
        .build();
  }

  public RowData of(ExperimentHealth health) {
    return row(
            Table.EXPERIMENT_HEALTH, health.experimentKey(), health.asOf(), health.configVersion())
        .put("job", run.job())
        .put("variant_key", health.variantKey())
        .put("units", health.units())
        .put("expected_units", health.expectedUnits())
        .put("exposures", health.exposures())
        .put("crossovers", health.crossovers())
        .put("rejected", health.rejected())
        .put("duplicates", health.duplicates())
        .put("late", health.late())
        .put("assignment_mismatches", health.assignmentMismatches())
        .put("excluded_units", health.excludedUnits())
        .put("crossovers_to", health.crossoversTo())
        .put("log_e_values", health.logEValues())
        .build();
  }

  public RowData of(VariantMetric metric) {
    return row(Table.VARIANT_METRICS, metric.experimentKey(), metric.asOf(), metric.configVersion())
        .put("epoch", metric.epoch())
        .put("metric_key", metric.metricKey())
        .put("metric_version", metric.metricVersion())
        .put("dimension", metric.segment().dimension())
        .put("segment", metric.segment().segment())
        .put("variant_key", metric.variantKey())
        .put("is_mature", metric.isMature())
        .put("units", metric.units())
        .put("nonzero_units", metric.nonzeroUnits())
        .put("events", metric.events())
        .put("duplicates", metric.duplicates())
        .put("is_settling", metric.isSettling())
        .put("planned_weight", metric.plannedWeight())
        .put("sum_y", metric.sumY())
        .put("m2_y", metric.units() == 0 ? null : Double.valueOf(metric.m2Y()))
        .put("sum_y2", metric.sumY2AsDouble())
        .put(
            "exact_sums",
            Map.of(
                "sum_y", metric.sumY().toPlainString(), "sum_y2", metric.sumY2().toPlainString()))
        .putTime("history_from", metric.historyFrom())
        .build();
  }

  public RowData of(MetricResult result) {
    SegmentKey segment = result.segment();
    PairResult pair = result.pair();
    RowBuilder row =
        row(Table.METRIC_RESULTS, result.experimentKey(), result.asOf(), result.configVersion())
            .put("metric_key", result.metricKey())
            .put("metric_version", result.metricVersion())
            .put("dimension", segment.dimension())
            .put("segment", segment.segment())
            .put("control_key", result.controlKey())
            .put("treatment_key", result.treatmentKey())
            .put("is_mature", result.isMature())
            .put("role", result.role().name().toLowerCase(Locale.ROOT))
            .put("status", result.status().name())
            .put("control_units", result.controlUnits())
            .put("treatment_units", result.treatmentUnits())
            .put("control_mean", pair.controlMean())
            .put("treatment_mean", pair.treatmentMean())
            .put("adjusted_p_value", result.adjustedPValue())
            .put("alpha", result.alpha())
            .putTime("history_from", result.historyFrom());
    putEstimate(row, "difference", pair.difference());
    if (pair.difference() != null) {
      row.put("difference_df", pair.difference().df());
    }
    putEstimate(row, "lift", pair.lift());
    if (pair.lift() != null) {
      row.put("lift_reliable", pair.liftReliable());
    }
    if (result.isMature() && pair.callable() && pair.anytime() != null) {
      putAnytime(row, pair.anytime(), result.look());
    }
    if (result.guardrailStatus() != null) {
      row.put("guardrail_status", result.guardrailStatus().name());
    }
    if (result.verdict() != null) {
      row.put("verdict", result.verdict().kind().name())
          .put("verdict_reason", result.verdict().reason());
    }
    return row.build();
  }

  private static void putEstimate(RowBuilder row, String name, Estimate estimate) {
    if (estimate != null) {
      row.put(name, estimate.estimate())
          .put(name + "_se", estimate.standardError())
          .put(name + "_lower", estimate.lowerBound())
          .put(name + "_upper", estimate.upperBound())
          .put(name + "_p_value", estimate.pValue());
    }
  }

  private static void putAnytime(RowBuilder row, PairResult.AnytimePair anytime, Look look) {
    row.put("anytime_log_e_value", anytime.logE())
        .put("anytime_difference_lower", anytime.difference().lower())
        .put("anytime_difference_upper", anytime.difference().upper());
    Interval lift = anytime.lift();
    if (lift != null) {
      row.put("anytime_lift_lower", lift.lower()).put("anytime_lift_upper", lift.upper());
    }
    if (look != null) {
      row.put("anytime_difference_p_value", look.pValue())
          .put("anytime_lift_p_value", look.pValue())
          .put("anytime_difference_running_lower", look.lower())
          .put("anytime_difference_running_upper", look.upper());
    }
  }

  private RowBuilder row(Table table, String experimentKey, long asOf, String configVersion) {
    return RowBuilder.of(table)
        .put("experiment_key", experimentKey)
        .putTime("as_of", asOf)
        .put("revision", run.revision())
        .put("config_version", configVersion)
        .put("is_config_stale", staleness.isConfigStale(experimentKey, asOf))
        .putTime("published_at", publishedAt);
  }
}
