package io.plumbline.functions;

import io.plumbline.core.statistics.Anytime;
import org.apache.flink.types.Row;

/**
 * {@code anytime_one_sided(estimate DOUBLE, standard_error DOUBLE, n BIGINT, alpha DOUBLE,
 * planned_n BIGINT) -> ROW<p_greater, p_less, lower_bound, upper_bound>}: tests and bounds of one
 * side each, with error alpha each, that hold at every look, {@link Anytime#oneSidedLook}; null
 * where the standard error is 0.
 */
public class AnytimeOneSided extends RowFunction {

  public AnytimeOneSided() {
    super(
        Results.doubles("p_greater", "p_less", "lower_bound", "upper_bound"),
        0,
        "estimate DOUBLE",
        "standard_error DOUBLE",
        "n BIGINT",
        "alpha DOUBLE",
        "planned_n BIGINT");
  }

  @Override
  Row apply(Values values) {
    double estimate = values.finite();
    double standardError = values.square();
    long n = values.count();
    double alpha = values.number();
    long plannedUnits = Arguments.planned(values.whole());
    if (standardError == 0.0) {
      return null;
    }
    Anytime.OneSidedLook look =
        Anytime.oneSidedLook(estimate, standardError, n, alpha, plannedUnits);
    return Row.of(look.pGreater(), look.pLess(), look.lowerBound(), look.upperBound());
  }
}
