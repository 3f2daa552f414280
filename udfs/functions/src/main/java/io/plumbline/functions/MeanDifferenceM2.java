package io.plumbline.functions;

import io.plumbline.core.statistics.MeanTest;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/**
 * {@code mean_difference_m2(n_c BIGINT, sum_c DOUBLE, m2_c DOUBLE, n_t BIGINT, sum_t DOUBLE, m2_t
 * DOUBLE, alpha DOUBLE) -> ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}:
 * the difference treatment - control of two means, {@link MeanTest#difference}, from centred second
 * moments; null where there is too little to tell.
 */
public class MeanDifferenceM2 extends ScalarFunction {

  public @DataTypeHint(Arguments.ESTIMATE) Row eval(
      @DataTypeHint("BIGINT") Long controlUnits,
      @DataTypeHint("DOUBLE") Double controlSum,
      @DataTypeHint("DOUBLE") Double controlM2,
      @DataTypeHint("BIGINT") Long treatmentUnits,
      @DataTypeHint("DOUBLE") Double treatmentSum,
      @DataTypeHint("DOUBLE") Double treatmentM2,
      @DataTypeHint("DOUBLE") Double alpha) {
    if (Arguments.anyNull(
        controlUnits, controlSum, controlM2, treatmentUnits, treatmentSum, treatmentM2, alpha)) {
      return null;
    }
    return Arguments.row(
        MeanTest.difference(
            Arguments.arm("c", controlUnits, controlSum, controlM2),
            Arguments.arm("t", treatmentUnits, treatmentSum, treatmentM2),
            alpha));
  }
}
