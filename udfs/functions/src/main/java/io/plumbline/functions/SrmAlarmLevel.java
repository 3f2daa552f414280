package io.plumbline.functions;

import io.plumbline.core.statistics.SrmAlarm;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code srm_alarm_level(max_log_e_alarm DOUBLE, alpha DOUBLE) -> STRING}: HEALTHY, WARNED, OPENED
 * or ESCALATED, by the largest log A so far, {@link SrmAlarm#level}.
 */
public class SrmAlarmLevel extends ScalarFunction {

  public @DataTypeHint("STRING") String eval(
      @DataTypeHint("DOUBLE") Double maxLogA, @DataTypeHint("DOUBLE") Double alpha) {
    return Arguments.anyNull(maxLogA, alpha) ? null : SrmAlarm.level(maxLogA, alpha).name();
  }
}
