package io.plumbline.functions;

import io.plumbline.core.statistics.SrmAlarm;

/**
 * {@code srm_log_e_alarm(log_e DOUBLE, log_e_late_onset DOUBLE) -> DOUBLE}: log A = log((E +
 * E^r)/2), {@link SrmAlarm#logA}.
 */
public class SrmLogEAlarm extends NumberFunction {

  public SrmLogEAlarm() {
    super(0, "log_e DOUBLE", "log_e_late_onset DOUBLE");
  }

  @Override
  Double apply(Values values) {
    return SrmAlarm.logA(values.finite(), values.finite());
  }
}
