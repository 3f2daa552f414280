package io.plumbline.functions;

import io.plumbline.core.statistics.SrmCombined;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code srm_tilt_log_e_value(observed ARRAY<ARRAY<BIGINT>>, weights ARRAY<ARRAY<DOUBLE>>) ->
 * DOUBLE}: log of the e-value for a loss that all epochs share, {@link SrmCombined#tilt}.
 */
public class SrmTiltLogEValue extends ScalarFunction {

  public Double eval(Number[][] observed, Number[][] weights) {
    if (Arguments.anyNull(observed, weights)) {
      return null;
    }
    return SrmCombined.tilt(EpochArguments.epochs(observed, weights));
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.DOUBLE(), Signature.of(Signature.NESTED, Signature.NESTED));
  }
}
