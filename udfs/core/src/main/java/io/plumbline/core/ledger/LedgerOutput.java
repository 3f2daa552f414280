package io.plumbline.core.ledger;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.SrmAlert;

/** Takes the rows of an instant. */
public interface LedgerOutput {

  void srmCheck(SrmCheck row);

  void health(ExperimentHealth row);

  void variantMetric(VariantMetric row);

  void metricResult(MetricResult row);

  /** A transition; it comes after the row that caused it. */
  void srmAlert(SrmAlert alert);

  /** A transition of another alert; it comes after the row that caused it. */
  void experimentAlert(ExperimentAlert alert);
}
