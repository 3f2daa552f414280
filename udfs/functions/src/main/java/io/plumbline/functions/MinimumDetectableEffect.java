package io.plumbline.functions;

import io.plumbline.core.statistics.Power;

/**
 * {@code minimum_detectable_effect(standard_error DOUBLE, n BIGINT, added_n DOUBLE, power DOUBLE,
 * alpha DOUBLE [, planned_n BIGINT]) -> DOUBLE}: the least effect that is found with this power
 * after added_n units more, {@link Power#minimumDetectableEffect}; with planned_n at every look,
 * else at a fixed horizon.
 */
public class MinimumDetectableEffect extends NumberFunction {

  public MinimumDetectableEffect() {
    super(
        1,
        "standard_error DOUBLE",
        "n BIGINT",
        "added_n DOUBLE",
        "power DOUBLE",
        "alpha DOUBLE",
        "planned_n BIGINT");
  }

  @Override
  Double apply(Values values) {
    double standardError = values.square();
    long n = values.count();
    double added = values.number();
    double power = values.number();
    double alpha = Arguments.alpha(values.number());
    Power test = PowerArguments.test(standardError, n, alpha, values);
    return test == null ? null : Double.valueOf(test.minimumDetectableEffect(added, power));
  }
}
