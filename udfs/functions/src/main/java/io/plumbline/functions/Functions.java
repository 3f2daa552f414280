package io.plumbline.functions;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.functions.UserDefinedFunction;

/** The catalogue of SQL functions. */
public final class Functions {

  private static final Map<String, Class<? extends UserDefinedFunction>> ALL = catalogue();

  private Functions() {}

  /** Every function by its SQL name, in the order of the documentation. */
  public static Map<String, Class<? extends UserDefinedFunction>> all() {
    return ALL;
  }

  private static Map<String, Class<? extends UserDefinedFunction>> catalogue() {
    Map<String, Class<? extends UserDefinedFunction>> all = new LinkedHashMap<>();
    all.put("srm_log_e_value", SrmLogEValue.class);
    all.put("srm_p_value", SrmPValue.class);
    all.put("srm_chi_squared", SrmChiSquared.class);
    all.put("srm_allocation_interval", SrmAllocationInterval.class);
    all.put("e_bh", EBh.class);
    all.put("mean_difference", MeanDifference.class);
    all.put("mean_difference_m2", MeanDifferenceM2.class);
    all.put("mean_lift", MeanLift.class);
    all.put("mean_lift_m2", MeanLiftM2.class);
    all.put("anytime_interval", AnytimeInterval.class);
    all.put("adjust_holm", AdjustHolm.class);
    all.put("adjust_bh", AdjustBh.class);
    all.put("adjust_by", AdjustBy.class);
    all.put("assignment_bucket", AssignmentBucket.class);
    all.put("assign_variant", AssignVariant.class);
    return Collections.unmodifiableMap(all);
  }
}
