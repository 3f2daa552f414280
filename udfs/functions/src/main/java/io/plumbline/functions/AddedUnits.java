package io.plumbline.functions;

import io.plumbline.core.statistics.Power;
import java.util.OptionalDouble;

/**
 * {@code added_units(standard_error DOUBLE, n BIGINT, mde DOUBLE, power DOUBLE, alpha DOUBLE [,
 * planned_n BIGINT]) -> DOUBLE}: the units that have to be added to find an effect of size mde with
 * this power, {@link Power#addedUnits}; with planned_n at every look, else at a fixed horizon. Null
 * where no number is enough.
 */
public class AddedUnits extends NumberFunction {

  public AddedUnits() {
    super(
        1,
        "standard_error DOUBLE",
        "n BIGINT",
        "mde DOUBLE",
        "power DOUBLE",
        "alpha DOUBLE",
        "planned_n BIGINT");
  }

  @Override
  Double apply(Values values) {
    double standardError = values.square();
    long n = values.count();
    double mde = values.number();
    double power = values.number();
    double alpha = Arguments.alpha(values.number());
    Power test = PowerArguments.test(standardError, n, alpha, values);
    if (test == null) {
      return null;
    }
    OptionalDouble added = test.addedUnits(mde, power);
    return added.isPresent() ? Double.valueOf(added.getAsDouble()) : null;
  }
}
