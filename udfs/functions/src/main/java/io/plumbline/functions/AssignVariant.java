package io.plumbline.functions;

import io.plumbline.core.assignment.Assignment;
import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code assign_variant(unit_id STRING, salt STRING, hash_version STRING, variants ARRAY<STRING>,
 * weights ARRAY<DOUBLE>, traffic DOUBLE) -> STRING}: the unit's variant, {@link Assignment#assign};
 * null outside the traffic.
 */
public class AssignVariant extends ScalarFunction {

  public String eval(
      String unitId,
      String salt,
      String hashVersion,
      String[] variants,
      Number[] weights,
      Double traffic) {
    if (Arguments.anyNull(unitId, salt, hashVersion, variants, weights, traffic)) {
      return null;
    }
    return Assignment.assign(
            unitId, salt, hashVersion, List.of(variants), Arguments.weights(weights), traffic)
        .orElse(null);
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.STRING(),
        Signature.of(
            Signature.STRING,
            Signature.STRING,
            Signature.STRING,
            Signature.STRINGS,
            Signature.NUMBERS,
            Signature.DOUBLE));
  }
}
