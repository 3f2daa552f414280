package io.plumbline.functions;

import io.plumbline.core.statistics.Anytime;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/**
 * {@code anytime_interval(estimate DOUBLE, standard_error DOUBLE, n BIGINT, alpha DOUBLE, planned_n
 * BIGINT) -> ROW<log_e, p_value, lower_bound, upper_bound>}: a test and interval that hold at every
 * look, {@link Anytime#look}; null where the standard error is 0, as there is too little to tell.
 */
public class AnytimeInterval extends ScalarFunction {

  public @DataTypeHint("ROW<log_e DOUBLE, p_value DOUBLE, lower_bound DOUBLE, upper_bound DOUBLE>")
  Row eval(
      @DataTypeHint("DOUBLE") Double estimate,
      @DataTypeHint("DOUBLE") Double standardError,
      @DataTypeHint("BIGINT") Long n,
      @DataTypeHint("DOUBLE") Double alpha,
      @DataTypeHint("BIGINT") Long plannedN) {
    if (Arguments.anyNull(estimate, standardError, n, alpha, plannedN) || standardError == 0.0) {
      return null;
    }
    Anytime.Look look = Anytime.look(estimate, standardError, n, alpha, plannedN);
    return Row.of(look.logE(), look.pValue(), look.lowerBound(), look.upperBound());
  }
}
