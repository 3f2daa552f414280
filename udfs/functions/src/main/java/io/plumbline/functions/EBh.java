package io.plumbline.functions;

import io.plumbline.core.statistics.MultipleTesting;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code e_bh(log_e_values ARRAY<DOUBLE>, alpha DOUBLE [, m BIGINT]) -> ARRAY<BOOLEAN>}: which of
 * many e-values are rejected, {@link MultipleTesting#eBh}. Without m it is the array's length. A
 * null element is a test without an answer: it counts as e = 1 and stays null.
 */
public class EBh extends ScalarFunction {

  public Boolean[] eval(Number[] logEValues, Double alpha) {
    return logEValues == null ? null : eval(logEValues, alpha, (long) logEValues.length);
  }

  public Boolean[] eval(Number[] logEValues, Double alpha, Long m) {
    if (logEValues == null || alpha == null || m == null) {
      return null;
    }
    boolean[] rejected = MultipleTesting.eBh(Arguments.present(logEValues), alpha, m);
    Boolean[] result = new Boolean[logEValues.length];
    int next = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = logEValues[i] == null ? null : Boolean.valueOf(rejected[next++]);
    }
    return result;
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.ARRAY(DataTypes.BOOLEAN()),
        Signature.of(Signature.NUMBERS, Signature.DOUBLE),
        Signature.of(Signature.NUMBERS, Signature.DOUBLE, Signature.BIGINT));
  }
}
