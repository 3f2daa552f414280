package io.plumbline.functions;

import io.plumbline.core.statistics.SrmEValue;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code srm_log_e_value(observed ARRAY<BIGINT>, weights ARRAY<DOUBLE> [, concentration DOUBLE]) ->
 * DOUBLE}: natural log of the e-value for a sample-ratio mismatch, {@link SrmEValue}; without a
 * concentration the default mixture.
 */
public class SrmLogEValue extends ScalarFunction {

  public Double eval(Number[] observed, Number[] weights) {
    if (Arguments.anyNull(observed, weights)) {
      return null;
    }
    return SrmEValue.logE(Arguments.counts("observed", observed), Arguments.weights(weights));
  }

  public Double eval(Number[] observed, Number[] weights, Double concentration) {
    if (Arguments.anyNull(observed, weights, concentration)) {
      return null;
    }
    return SrmEValue.logE(
        Arguments.counts("observed", observed), Arguments.weights(weights), concentration);
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.DOUBLE(),
        Signature.of(Signature.NUMBERS, Signature.NUMBERS),
        Signature.of(Signature.NUMBERS, Signature.NUMBERS, Signature.DOUBLE));
  }
}
