package io.plumbline.functions;

import io.plumbline.core.statistics.Power;

/**
 * {@code experiment_power(standard_error DOUBLE, n BIGINT, added_n DOUBLE, mde DOUBLE, alpha DOUBLE
 * [, planned_n BIGINT]) -> DOUBLE}: the chance to find an effect of size mde after added_n units
 * more, {@link Power#at}; with planned_n by the interval that holds at every look, else at a fixed
 * horizon.
 */
public class ExperimentPower extends NumberFunction {

  public ExperimentPower() {
    super(
        1,
        "standard_error DOUBLE",
        "n BIGINT",
        "added_n DOUBLE",
        "mde DOUBLE",
        "alpha DOUBLE",
        "planned_n BIGINT");
  }

  @Override
  Double apply(Values values) {
    double standardError = values.square();
    long n = values.count();
    double added = values.number();
    double mde = values.number();
    double alpha = Arguments.alpha(values.number());
    Power test = PowerArguments.test(standardError, n, alpha, values);
    return test == null ? null : Double.valueOf(test.at(added, mde));
  }
}
