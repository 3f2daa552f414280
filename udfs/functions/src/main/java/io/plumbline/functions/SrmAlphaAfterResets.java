package io.plumbline.functions;

import io.plumbline.core.statistics.SrmAlarm;

/**
 * {@code srm_alpha_after_resets(alpha DOUBLE, resets BIGINT) -> DOUBLE}: alpha 2^-resets, {@link
 * SrmAlarm#alphaAfter}.
 */
public class SrmAlphaAfterResets extends NumberFunction {

  public SrmAlphaAfterResets() {
    super(0, "alpha DOUBLE", "resets BIGINT");
  }

  @Override
  Double apply(Values values) {
    double alpha = values.number();
    return SrmAlarm.alphaAfter(alpha, Math.toIntExact(values.count()));
  }
}
