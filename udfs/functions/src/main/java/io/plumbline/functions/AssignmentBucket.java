package io.plumbline.functions;

import io.plumbline.core.assignment.Assignment;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code assignment_bucket(unit_id STRING, salt STRING, hash_version STRING) -> DOUBLE}: where the
 * unit's hash lies in [0, 1), {@link Assignment#bucket}.
 */
public class AssignmentBucket extends ScalarFunction {

  public @DataTypeHint("DOUBLE") Double eval(String unitId, String salt, String hashVersion) {
    return Arguments.anyNull(unitId, salt, hashVersion)
        ? null
        : Double.valueOf(Assignment.bucket(unitId, salt, hashVersion));
  }
}
