package io.plumbline.functions;

import io.plumbline.core.statistics.MultipleTesting;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code adjust_by(p_values ARRAY<DOUBLE>) -> ARRAY<DOUBLE>}: p-values adjusted by Benjamini and
 * Yekutieli, {@link MultipleTesting#benjaminiYekutieli}. A null element is no test: it stays null
 * and does not count.
 */
public class AdjustBy extends ScalarFunction {

  public Double[] eval(Number[] pValues) {
    return Arguments.adjusted(pValues, MultipleTesting::benjaminiYekutieli);
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.ARRAY(DataTypes.DOUBLE()), Signature.of(Signature.NUMBERS));
  }
}
