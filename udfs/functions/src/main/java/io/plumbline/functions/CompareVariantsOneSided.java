package io.plumbline.functions;

import io.plumbline.core.statistics.OneSidedBounds;
import io.plumbline.core.statistics.PairAnalysis;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.types.Row;

/**
 * {@code compare_variants_one_sided(…)}, an aggregate with the arguments of {@code
 * compare_variants}: current anytime bounds on the lift, each with error alpha, by which guardrails
 * are judged, {@link PairAnalysis#oneSidedLift}. A bound that does not exist is null.
 */
@FunctionHint(output = @DataTypeHint("ROW<lower_bound DOUBLE, upper_bound DOUBLE>"))
public class CompareVariantsOneSided extends VariantsAggregate {

  @Override
  public Row getValue(VariantsAccumulator accumulator) {
    try {
      if (accumulator.isEmpty()) {
        return null;
      }
      OneSidedBounds bounds =
          PairAnalysis.oneSidedLift(
              accumulator.epochs(),
              accumulator.isProportion,
              accumulator.alpha,
              accumulator.plannedUnits);
      return Row.of(bounds.lower(), bounds.upper());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("reading the rows that were gathered", e);
    }
  }
}
