package io.plumbline.core.ledger;

/** Takes the rows of an instant. */
public interface LedgerOutput {

  void srmCheck(SrmCheck row);

  void health(ExperimentHealth row);

  void variantMetric(VariantMetric row);

  void metricResult(MetricResult row);
}
