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
    splits(all);
    fixedHorizon(all);
    everyLook(all);
    quantiles(all);
    sums(all);
    publishedRows(all);
    decisions(all);
    assignment(all);
    return Collections.unmodifiableMap(all);
  }

  private static void splits(Map<String, Class<? extends UserDefinedFunction>> all) {
    all.put("srm_log_e_value", SrmLogEValue.class);
    all.put("srm_p_value", SrmPValue.class);
    all.put("srm_chi_squared", SrmChiSquared.class);
    all.put("srm_allocation_interval", SrmAllocationInterval.class);
    all.put("srm_combined_log_e_value", SrmCombinedLogEValue.class);
    all.put("srm_epochs_log_e_value", SrmEpochsLogEValue.class);
    all.put("srm_tilt_log_e_value", SrmTiltLogEValue.class);
    all.put("srm_late_onset_log_e_value", SrmLateOnsetLogEValue.class);
    all.put("srm_log_e_alarm", SrmLogEAlarm.class);
    all.put("srm_alarm_level", SrmAlarmLevel.class);
    all.put("srm_alpha_after_resets", SrmAlphaAfterResets.class);
    all.put("e_bh", EBh.class);
    all.put("log_e_of_running_maximum", LogEOfRunningMaximum.class);
    all.put("assignment_mismatch_log_e_value", AssignmentMismatchLogEValue.class);
    all.put("crossover_imbalance_log_e_value", CrossoverImbalanceLogEValue.class);
    all.put("exposure_stall_log_m", ExposureStallLogM.class);
  }

  private static void fixedHorizon(Map<String, Class<? extends UserDefinedFunction>> all) {
    all.put("mean_difference", MeanDifference.class);
    all.put("mean_difference_m2", MeanDifferenceM2.class);
    all.put("mean_lift", MeanLift.class);
    all.put("mean_lift_m2", MeanLiftM2.class);
    all.put("proportion_difference", ProportionDifference.class);
    all.put("proportion_lift", ProportionLift.class);
    all.put("ratio_difference", RatioDifference.class);
    all.put("ratio_difference_m2", RatioDifferenceM2.class);
    all.put("ratio_lift", RatioLift.class);
    all.put("ratio_lift_m2", RatioLiftM2.class);
    all.put("cuped_difference", CupedDifference.class);
    all.put("cuped_difference_m2", CupedDifferenceM2.class);
    all.put("cuped_lift", CupedLift.class);
    all.put("cuped_lift_m2", CupedLiftM2.class);
    all.put("ratio_cuped_difference", RatioCupedDifference.class);
    all.put("ratio_cuped_difference_m2", RatioCupedDifferenceM2.class);
    all.put("ratio_cuped_lift", RatioCupedLift.class);
    all.put("ratio_cuped_lift_m2", RatioCupedLiftM2.class);
    all.put("epochs_mean_difference", EpochsMeanDifference.class);
    all.put("epochs_mean_difference_m2", EpochsMeanDifferenceM2.class);
    all.put("epochs_mean_lift", EpochsMeanLift.class);
    all.put("epochs_mean_lift_m2", EpochsMeanLiftM2.class);
    all.put("epochs_ratio_difference", EpochsRatioDifference.class);
    all.put("epochs_ratio_difference_m2", EpochsRatioDifferenceM2.class);
    all.put("epochs_ratio_lift", EpochsRatioLift.class);
    all.put("epochs_ratio_lift_m2", EpochsRatioLiftM2.class);
    all.put("post_stratified_difference", PostStratifiedDifference.class);
    all.put("post_stratified_difference_m2", PostStratifiedDifferenceM2.class);
    all.put("post_stratified_lift", PostStratifiedLift.class);
    all.put("post_stratified_lift_m2", PostStratifiedLiftM2.class);
    all.put("post_stratified_ratio_difference", PostStratifiedRatioDifference.class);
    all.put("post_stratified_ratio_difference_m2", PostStratifiedRatioDifferenceM2.class);
    all.put("post_stratified_ratio_lift", PostStratifiedRatioLift.class);
    all.put("post_stratified_ratio_lift_m2", PostStratifiedRatioLiftM2.class);
    all.put("post_stratified_cuped_difference", PostStratifiedCupedDifference.class);
    all.put("post_stratified_cuped_difference_m2", PostStratifiedCupedDifferenceM2.class);
    all.put("post_stratified_cuped_lift", PostStratifiedCupedLift.class);
    all.put("post_stratified_cuped_lift_m2", PostStratifiedCupedLiftM2.class);
  }

  private static void everyLook(Map<String, Class<? extends UserDefinedFunction>> all) {
    all.put("anytime_interval", AnytimeInterval.class);
    all.put("anytime_one_sided", AnytimeOneSided.class);
    all.put("fieller_lift", FiellerLift.class);
    all.put("anytime_mean_difference", AnytimeMeanDifference.class);
    all.put("anytime_mean_difference_m2", AnytimeMeanDifferenceM2.class);
    all.put("anytime_mean_lift", AnytimeMeanLift.class);
    all.put("anytime_mean_lift_m2", AnytimeMeanLiftM2.class);
    all.put("anytime_ratio_difference", AnytimeRatioDifference.class);
    all.put("anytime_ratio_difference_m2", AnytimeRatioDifferenceM2.class);
    all.put("anytime_ratio_lift", AnytimeRatioLift.class);
    all.put("anytime_ratio_lift_m2", AnytimeRatioLiftM2.class);
    all.put("anytime_cuped_difference", AnytimeCupedDifference.class);
    all.put("anytime_cuped_difference_m2", AnytimeCupedDifferenceM2.class);
    all.put("anytime_cuped_lift", AnytimeCupedLift.class);
    all.put("anytime_cuped_lift_m2", AnytimeCupedLiftM2.class);
    all.put("anytime_ratio_cuped_difference", AnytimeRatioCupedDifference.class);
    all.put("anytime_ratio_cuped_difference_m2", AnytimeRatioCupedDifferenceM2.class);
    all.put("anytime_ratio_cuped_lift", AnytimeRatioCupedLift.class);
    all.put("anytime_ratio_cuped_lift_m2", AnytimeRatioCupedLiftM2.class);
    all.put("anytime_epochs_mean_difference", AnytimeEpochsMeanDifference.class);
    all.put("anytime_epochs_mean_difference_m2", AnytimeEpochsMeanDifferenceM2.class);
    all.put("anytime_epochs_mean_lift", AnytimeEpochsMeanLift.class);
    all.put("anytime_epochs_mean_lift_m2", AnytimeEpochsMeanLiftM2.class);
    all.put("anytime_epochs_ratio_difference", AnytimeEpochsRatioDifference.class);
    all.put("anytime_epochs_ratio_difference_m2", AnytimeEpochsRatioDifferenceM2.class);
    all.put("anytime_epochs_ratio_lift", AnytimeEpochsRatioLift.class);
    all.put("anytime_epochs_ratio_lift_m2", AnytimeEpochsRatioLiftM2.class);
    all.put("one_sided_mean_lift", OneSidedMeanLift.class);
    all.put("one_sided_mean_lift_m2", OneSidedMeanLiftM2.class);
    all.put("one_sided_ratio_lift", OneSidedRatioLift.class);
    all.put("one_sided_ratio_lift_m2", OneSidedRatioLiftM2.class);
    all.put("one_sided_cuped_lift", OneSidedCupedLift.class);
    all.put("one_sided_cuped_lift_m2", OneSidedCupedLiftM2.class);
    all.put("one_sided_ratio_cuped_lift", OneSidedRatioCupedLift.class);
    all.put("one_sided_ratio_cuped_lift_m2", OneSidedRatioCupedLiftM2.class);
  }

  private static void quantiles(Map<String, Class<? extends UserDefinedFunction>> all) {
    all.put("quantile_sketch", QuantileSketch.class);
    all.put("merge_sketches", MergeSketches.class);
    all.put("sketch_quantile", SketchQuantile.class);
    all.put("sketch_count", SketchCount.class);
    all.put("sketch_cap", SketchCap.class);
    all.put("sketch_quantile_difference", SketchQuantileDifference.class);
    all.put("sketch_quantile_lift", SketchQuantileLift.class);
    all.put("sketch_anytime_interval", SketchAnytimeInterval.class);
    all.put("sketch_anytime_difference", SketchAnytimeDifference.class);
    all.put("quantile_ranks", QuantileRanks.class);
    all.put("quantile_difference", QuantileDifference.class);
    all.put("quantile_lift", QuantileLift.class);
    all.put("clustered_quantile_difference", ClusteredQuantileDifference.class);
    all.put("clustered_quantile_difference_m2", ClusteredQuantileDifferenceM2.class);
    all.put("clustered_quantile_lift", ClusteredQuantileLift.class);
    all.put("clustered_quantile_lift_m2", ClusteredQuantileLiftM2.class);
  }

  private static void sums(Map<String, Class<? extends UserDefinedFunction>> all) {
    all.put("moments", Moments.class);
    all.put("cross_moments", CrossMoments.class);
  }

  private static void publishedRows(Map<String, Class<? extends UserDefinedFunction>> all) {
    all.put("compare_variants", CompareVariants.class);
    all.put("smallest_p_values", SmallestPValues.class);
  }

  private static void decisions(Map<String, Class<? extends UserDefinedFunction>> all) {
    all.put("adjust_holm", AdjustHolm.class);
    all.put("adjust_bh", AdjustBh.class);
    all.put("adjust_by", AdjustBy.class);
    all.put("family_holm", FamilyHolm.class);
    all.put("family_bh", FamilyBh.class);
    all.put("chance_to_beat", ChanceToBeat.class);
    all.put("expected_loss", ExpectedLoss.class);
    all.put("experiment_power", ExperimentPower.class);
    all.put("minimum_detectable_effect", MinimumDetectableEffect.class);
    all.put("added_units", AddedUnits.class);
  }

  private static void assignment(Map<String, Class<? extends UserDefinedFunction>> all) {
    all.put("assignment_bucket", AssignmentBucket.class);
    all.put("assign_variant", AssignVariant.class);
  }
}
