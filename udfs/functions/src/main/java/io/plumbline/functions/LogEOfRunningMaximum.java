package io.plumbline.functions;

import io.plumbline.core.statistics.MultipleTesting;

/**
 * {@code log_e_of_running_maximum(log_maximum DOUBLE) -> DOUBLE}: log of the e-value max(0, sqrt(M)
 * - 1) that a running maximum M of e-values is worth, {@link MultipleTesting#ofRunningMaximum};
 * minus infinity for M at most 1.
 */
public class LogEOfRunningMaximum extends NumberFunction {

  public LogEOfRunningMaximum() {
    super(0, "log_maximum DOUBLE");
  }

  @Override
  Double apply(Values values) {
    return MultipleTesting.ofRunningMaximum(values.number());
  }
}
