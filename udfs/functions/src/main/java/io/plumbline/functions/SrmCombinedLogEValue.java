package io.plumbline.functions;

import io.plumbline.core.statistics.SrmCombined;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code srm_combined_log_e_value(observed ARRAY<ARRAY<BIGINT>>, weights ARRAY<ARRAY<DOUBLE>>) ->
 * DOUBLE}: log of the e-value of a whole experiment from its tested epochs, each an array over
 * variants, {@link SrmCombined}: their product, and with more than one half the weight on a tilt
 * they share.
 */
public class SrmCombinedLogEValue extends ScalarFunction {

  public Double eval(Number[][] observed, Number[][] weights) {
    if (Arguments.anyNull(observed, weights)) {
      return null;
    }
    return SrmCombined.logE(EpochArguments.epochs(observed, weights));
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.DOUBLE(), Signature.of(Signature.NESTED, Signature.NESTED));
  }
}
