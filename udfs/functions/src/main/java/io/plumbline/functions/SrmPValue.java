package io.plumbline.functions;

import io.plumbline.core.statistics.SrmEValue;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code srm_p_value(observed ARRAY<BIGINT>, weights ARRAY<DOUBLE> [, concentration DOUBLE]) ->
 * DOUBLE}: min(1, 1/E) of this one look, valid at every look.
 */
public class SrmPValue extends ScalarFunction {

  private final SrmLogEValue logE = new SrmLogEValue();

  public Double eval(Number[] observed, Number[] weights) {
    return pValue(logE.eval(observed, weights));
  }

  public Double eval(Number[] observed, Number[] weights, Double concentration) {
    return pValue(logE.eval(observed, weights, concentration));
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return logE.getTypeInference(types);
  }

  private static Double pValue(Double logE) {
    return logE == null ? null : Double.valueOf(SrmEValue.anytimePValue(logE));
  }
}
