package io.plumbline.functions;

import io.plumbline.core.statistics.MeanTest;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/**
 * {@code mean_difference(n_c BIGINT, sum_c DOUBLE, sum2_c DOUBLE, n_t BIGINT, sum_t DOUBLE, sum2_t
 * DOUBLE, alpha DOUBLE) -> ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}:
 * the difference treatment - control of two means, {@link MeanTest#difference}, from sums of
 * squares; null where there is too little to tell.
 */
public class MeanDifference extends ScalarFunction {

  public @DataTypeHint(Arguments.ESTIMATE) Row eval(
      @DataTypeHint("BIGINT") Long controlUnits,
      @DataTypeHint("DOUBLE") Double controlSum,
      @DataTypeHint("DOUBLE") Double controlSum2,
      @DataTypeHint("BIGINT") Long treatmentUnits,
      @DataTypeHint("DOUBLE") Double treatmentSum,
      @DataTypeHint("DOUBLE") Double treatmentSum2,
      @DataTypeHint("DOUBLE") Double alpha) {
    if (Arguments.anyNull(
        controlUnits,
        controlSum,
        controlSum2,
        treatmentUnits,
        treatmentSum,
        treatmentSum2,
        alpha)) {
      return null;
    }
    return Arguments.row(
        MeanTest.difference(
            Arguments.sums("c", controlUnits, controlSum, controlSum2),
            Arguments.sums("t", treatmentUnits, treatmentSum, treatmentSum2),
            alpha));
  }
}
