package io.plumbline.functions;

import io.plumbline.core.statistics.AssignmentMismatch;

/**
 * {@code assignment_mismatch_log_e_value(n BIGINT, mismatches BIGINT) -> DOUBLE}: log of the
 * e-value for "units get another variant than the hash gives them", {@link AssignmentMismatch}.
 */
public class AssignmentMismatchLogEValue extends NumberFunction {

  public AssignmentMismatchLogEValue() {
    super(0, "n BIGINT", "mismatches BIGINT");
  }

  @Override
  Double apply(Values values) {
    return AssignmentMismatch.logE(values.count(), values.count());
  }
}
