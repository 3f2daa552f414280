package io.plumbline.operators.ledger;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.ledger.ExperimentHealth;
import io.plumbline.core.ledger.ExperimentVerdict;
import io.plumbline.core.ledger.LedgerOutput;
import io.plumbline.core.ledger.MetricResult;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.ledger.SrmCheck;
import io.plumbline.core.ledger.VariantMetric;
import io.plumbline.core.unit.Contribution;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.AlertRows;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.LedgerRows;
import io.plumbline.operators.codec.Staleness;
import io.plumbline.schemas.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.OutputTag;

/** Passes what a ledger says of its instants on to tables and topics. */
final class LedgerEmission implements LedgerOutput {
  private static final OutputTag<RowData> CHECKS = OutputTags.rows(Table.SRM_CHECKS);
  private static final OutputTag<RowData> HEALTH = OutputTags.rows(Table.EXPERIMENT_HEALTH);
  private static final OutputTag<RowData> METRICS = OutputTags.rows(Table.VARIANT_METRICS);
  private static final OutputTag<RowData> RESULTS = OutputTags.rows(Table.METRIC_RESULTS);
  private static final OutputTag<RowData> ALERTS = OutputTags.rows(Table.ALERTS);

  private final KeyedCoProcessFunction<Long, Contribution, ExperimentInRun, Void>.OnTimerContext
      context;
  private final LedgerRows rows;
  private final AlertRows alerts;
  private final ExperimentInRun experiment;
  private final boolean withMetrics;
  private final Map<String, MetricResult> decided = new LinkedHashMap<>();
  private boolean transition;

  LedgerEmission(
      KeyedCoProcessFunction<Long, Contribution, ExperimentInRun, Void>.OnTimerContext context,
      JobRun run,
      ExperimentInRun experiment,
      boolean withMetrics) {
    long now = context.timerService().currentProcessingTime();
    this.context = context;
    this.experiment = experiment;
    this.withMetrics = withMetrics;
    Staleness staleness = (key, asOf) -> experiment.isConfigStale(asOf);
    this.rows = new LedgerRows(run, now, staleness);
    this.alerts = new AlertRows(run, now, staleness);
  }

  /** Another instant. */
  void begin() {
    transition = false;
    decided.clear();
  }

  /** Whether an alert of the instant begins, changes or ends. */
  boolean hasTransition() {
    return transition;
  }

  /** Of the instant's rows that carry it; all of an experiment's primaries say the same. */
  Optional<ExperimentVerdict> verdict() {
    return decided.values().stream()
        .findFirst()
        .map(
            row ->
                new ExperimentVerdict(
                    row.experimentKey(),
                    row.asOf(),
                    decided.values().stream()
                        .map(
                            each ->
                                new ExperimentVerdict.Treatment(
                                    each.treatmentKey(), each.verdict()))
                        .toList(),
                    row.configVersion(),
                    experiment.isConfigStale(row.asOf())));
  }

  /** What the other experiments have no say in is told at once. */
  @Override
  public void srmCheck(SrmCheck row) {
    if (!withMetrics && row.dependsOnOthers()) {
      context.output(OutputTags.SPLIT_NEWS, new SplitNews.Row(row));
    } else {
      context.output(CHECKS, rows.of(row));
    }
  }

  @Override
  public void health(ExperimentHealth row) {
    context.output(HEALTH, rows.of(row));
  }

  @Override
  public void variantMetric(VariantMetric row) {
    context.output(METRICS, rows.of(row));
  }

  @Override
  public void metricResult(MetricResult row) {
    if (row.verdict() != null) {
      decided.put(row.treatmentKey(), row);
    }
    context.output(RESULTS, rows.of(row));
  }

  /**
   * Both jobs derive them; the one that reads exposures alone tells them. All go one way, so that
   * those of an alert stay in their order.
   */
  @Override
  public void srmAlert(SrmAlert alert) {
    transition = true;
    if (!withMetrics) {
      context.output(OutputTags.SPLIT_NEWS, new SplitNews.Transition(alert));
    }
  }

  @Override
  public void experimentAlert(ExperimentAlert alert) {
    transition = true;
    context.output(ALERTS, alerts.of(alert));
  }
}
