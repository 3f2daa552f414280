package io.plumbline.functions;

import io.plumbline.core.statistics.CrossoverImbalance;

/**
 * {@code crossover_imbalance_log_e_value(from_a BIGINT, from_b BIGINT) -> DOUBLE}: log of the
 * e-value for "the flows between two variants differ", {@link CrossoverImbalance}.
 */
public class CrossoverImbalanceLogEValue extends NumberFunction {

  public CrossoverImbalanceLogEValue() {
    super(0, "from_a BIGINT", "from_b BIGINT");
  }

  @Override
  Double apply(Values values) {
    return CrossoverImbalance.logE(values.count(), values.count());
  }
}
