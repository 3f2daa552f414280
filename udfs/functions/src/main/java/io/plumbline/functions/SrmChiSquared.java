package io.plumbline.functions;

import io.plumbline.core.statistics.ChiSquared;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.types.Row;

/**
 * {@code srm_chi_squared(observed ARRAY<BIGINT>, weights ARRAY<DOUBLE>) -> ROW<statistic, df,
 * p_value, log_p_value>}: the fixed-horizon test, {@link ChiSquared}, for comparison; null where an
 * expected count is below 5.
 */
public class SrmChiSquared extends ScalarFunction {

  public Row eval(Number[] observed, Number[] weights) {
    if (Arguments.anyNull(observed, weights)) {
      return null;
    }
    return ChiSquared.test(Arguments.counts("observed", observed), Arguments.weights(weights))
        .map(r -> Row.of(r.statistic(), r.degreesOfFreedom(), r.pValue(), r.logPValue()))
        .orElse(null);
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.ROW(
            DataTypes.FIELD("statistic", DataTypes.DOUBLE()),
            DataTypes.FIELD("df", DataTypes.INT()),
            DataTypes.FIELD("p_value", DataTypes.DOUBLE()),
            DataTypes.FIELD("log_p_value", DataTypes.DOUBLE())),
        Signature.of(Signature.NUMBERS, Signature.NUMBERS));
  }
}
