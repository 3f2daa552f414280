package io.plumbline.functions;

import io.plumbline.core.statistics.SrmCombined;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code srm_epochs_log_e_value(observed ARRAY<ARRAY<BIGINT>>, weights ARRAY<ARRAY<DOUBLE>> [,
 * concentration DOUBLE]) -> DOUBLE}: log of the product of the epochs' e-values, each an array over
 * variants, {@link SrmCombined#product}; the test of exclusions.
 */
public class SrmEpochsLogEValue extends ScalarFunction {

  public Double eval(Number[][] observed, Number[][] weights) {
    if (Arguments.anyNull(observed, weights)) {
      return null;
    }
    return SrmCombined.product(EpochArguments.epochs(observed, weights));
  }

  public Double eval(Number[][] observed, Number[][] weights, Double concentration) {
    if (Arguments.anyNull(observed, weights, concentration)) {
      return null;
    }
    return SrmCombined.product(EpochArguments.epochs(observed, weights), concentration);
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.DOUBLE(),
        Signature.of(Signature.NESTED, Signature.NESTED),
        Signature.of(Signature.NESTED, Signature.NESTED, Signature.DOUBLE));
  }
}
