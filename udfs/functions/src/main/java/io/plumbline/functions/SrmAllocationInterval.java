package io.plumbline.functions;

import io.plumbline.core.statistics.AllocationInterval;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.types.Row;

/**
 * {@code srm_allocation_interval(observed ARRAY<BIGINT>, weights ARRAY<DOUBLE>, alpha DOUBLE,
 * concentration DOUBLE) -> ARRAY<ROW<lower_bound, upper_bound>>}: what share each variant really
 * gets, {@link AllocationInterval}, valid at every look.
 */
public class SrmAllocationInterval extends ScalarFunction {

  public Row[] eval(Number[] observed, Number[] weights, Double alpha, Double concentration) {
    if (Arguments.anyNull(observed, weights, alpha, concentration)) {
      return null;
    }
    return AllocationInterval.of(
            Arguments.counts("observed", observed),
            Arguments.weights(weights),
            alpha,
            concentration)
        .stream()
        .map(interval -> Row.of(interval.lower(), interval.upper()))
        .toArray(Row[]::new);
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.ARRAY(
            DataTypes.ROW(
                DataTypes.FIELD("lower_bound", DataTypes.DOUBLE()),
                DataTypes.FIELD("upper_bound", DataTypes.DOUBLE()))),
        Signature.of(Signature.NUMBERS, Signature.NUMBERS, Signature.DOUBLE, Signature.DOUBLE));
  }
}
