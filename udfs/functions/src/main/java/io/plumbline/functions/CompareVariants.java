package io.plumbline.functions;

import io.plumbline.core.statistics.Estimate;
import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.PairResult;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.types.Row;

/**
 * {@code compare_variants(as_of, epoch, is_control, planned_weight, units, nonzero_units, sum_y,
 * m2_y, is_proportion, alpha, planned_units)}, an aggregate over rows of {@code variant_metrics}:
 * the columns of {@code metric_results} that follow from them, to the last bit, {@link
 * PairAnalysis#analyse}. What is not known is null. The anytime p-value is that of this look alone,
 * and {@code callable} says whether both variants are large enough for a call.
 */
@FunctionHint(
    output =
        @DataTypeHint(
            "ROW<control_units BIGINT, treatment_units BIGINT, control_mean DOUBLE,"
                + " treatment_mean DOUBLE, difference DOUBLE, difference_se DOUBLE,"
                + " difference_df DOUBLE, difference_lower DOUBLE, difference_upper DOUBLE,"
                + " difference_p_value DOUBLE, lift DOUBLE, lift_se DOUBLE, lift_lower DOUBLE,"
                + " lift_upper DOUBLE, lift_p_value DOUBLE, lift_reliable BOOLEAN,"
                + " anytime_difference_lower DOUBLE, anytime_difference_upper DOUBLE,"
                + " anytime_difference_p_value DOUBLE, anytime_log_e_value DOUBLE,"
                + " anytime_lift_lower DOUBLE, anytime_lift_upper DOUBLE, callable BOOLEAN>"))
public class CompareVariants extends VariantsAggregate {
  private static final int FIELDS = 23;

  @Override
  public Row getValue(VariantsAccumulator accumulator) {
    try {
      return accumulator.isEmpty() ? null : row(accumulator);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("reading the rows that were gathered", e);
    }
  }

  private static Row row(VariantsAccumulator accumulator) throws Exception {
    PairResult pair =
        PairAnalysis.analyse(
            accumulator.epochs(),
            accumulator.isProportion,
            accumulator.alpha,
            accumulator.plannedUnits);
    Row row = new Row(FIELDS);
    int field = 0;
    row.setField(field++, VariantsAccumulator.units(accumulator.controls));
    row.setField(field++, VariantsAccumulator.units(accumulator.treatments));
    row.setField(field++, pair.controlMean());
    row.setField(field++, pair.treatmentMean());
    Estimate difference = pair.difference();
    row.setField(field++, difference == null ? null : difference.estimate());
    row.setField(field++, difference == null ? null : difference.standardError());
    row.setField(field++, difference == null ? null : difference.df());
    row.setField(field++, difference == null ? null : difference.lowerBound());
    row.setField(field++, difference == null ? null : difference.upperBound());
    row.setField(field++, difference == null ? null : difference.pValue());
    Estimate lift = pair.lift();
    row.setField(field++, lift == null ? null : lift.estimate());
    row.setField(field++, lift == null ? null : lift.standardError());
    row.setField(field++, lift == null ? null : lift.lowerBound());
    row.setField(field++, lift == null ? null : lift.upperBound());
    row.setField(field++, lift == null ? null : lift.pValue());
    row.setField(field++, lift == null ? null : pair.liftReliable());
    PairResult.AnytimePair anytime = pair.anytime();
    row.setField(field++, anytime == null ? null : anytime.difference().lower());
    row.setField(field++, anytime == null ? null : anytime.difference().upper());
    row.setField(field++, anytime == null ? null : anytime.pValue());
    row.setField(field++, anytime == null ? null : anytime.logE());
    Interval anytimeLift = anytime == null ? null : anytime.lift();
    row.setField(field++, anytimeLift == null ? null : anytimeLift.lower());
    row.setField(field++, anytimeLift == null ? null : anytimeLift.upper());
    row.setField(field, pair.callable());
    return row;
  }
}
