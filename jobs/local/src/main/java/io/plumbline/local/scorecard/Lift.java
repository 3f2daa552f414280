package io.plumbline.local.scorecard;

import java.util.Map;

/** The lift of a row with the better of its two intervals. */
record Lift(double estimate, double lower, double upper, Double pValue, boolean isAnytime) {

  /** The anytime interval where it has both bounds, else that of the fixed horizon; or null. */
  static Lift of(Map<String, Object> row) {
    Double estimate = (Double) row.get("lift");
    if (estimate == null) {
      return null;
    }
    Double lower = (Double) row.get("anytime_lift_lower");
    Double upper = (Double) row.get("anytime_lift_upper");
    if (lower != null && upper != null) {
      return new Lift(estimate, lower, upper, (Double) row.get("anytime_lift_p_value"), true);
    }
    lower = (Double) row.get("lift_lower");
    upper = (Double) row.get("lift_upper");
    return lower == null || upper == null
        ? null
        : new Lift(estimate, lower, upper, (Double) row.get("lift_p_value"), false);
  }
}
