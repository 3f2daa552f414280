package io.plumbline.functions;

import io.plumbline.functions.VariantsAccumulator.Side;
import java.time.Instant;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.AggregateFunction;
import org.apache.flink.types.Row;

/**
 * An aggregate over rows of {@code variant_metrics} of one control and one treatment: of each epoch
 * and variant the row with the greatest as_of counts, so the order of the rows does not matter, and
 * a window that grows with as_of gives the comparison as it stood at each row.
 *
 * <p>How to compare is what the row with the greatest as_of says. A row without an epoch counts
 * nothing and marks an instant; of several rows of one instant it is the one that says how to
 * compare. The moments of no units may be null. Nothing but marks gives null.
 */
public abstract class VariantsAggregate extends AggregateFunction<Row, VariantsAccumulator> {

  @Override
  public VariantsAccumulator createAccumulator() {
    return new VariantsAccumulator();
  }

  public void accumulate(
      VariantsAccumulator accumulator,
      @DataTypeHint("TIMESTAMP_LTZ(6)") Instant asOf,
      @DataTypeHint("INT") Integer epoch,
      @DataTypeHint("BOOLEAN") Boolean isControl,
      @DataTypeHint("BIGINT") Long plannedWeight,
      @DataTypeHint("BIGINT") Long units,
      @DataTypeHint("BIGINT") Long nonzeroUnits,
      @DataTypeHint("DOUBLE") Double sumY,
      @DataTypeHint("DOUBLE") Double m2Y,
      @DataTypeHint("BOOLEAN") Boolean isProportion,
      @DataTypeHint("DOUBLE") Double alpha,
      @DataTypeHint("BIGINT") Long plannedUnits)
      throws Exception {
    accumulator.compareBy(
        required("as_of", asOf),
        epoch == null,
        required("is_proportion", isProportion),
        required("alpha", alpha),
        required("planned_units", plannedUnits));
    if (epoch == null) {
      return;
    }
    Side side = new Side();
    side.asOf = asOf;
    side.plannedWeight = required("planned_weight", plannedWeight);
    side.units = required("units", units);
    side.nonzeroUnits = required("nonzero_units", nonzeroUnits);
    side.sumY = units == 0 ? 0.0 : required("sum_y", sumY);
    side.m2Y = units == 0 ? 0.0 : required("m2_y", m2Y);
    VariantsAccumulator.put(
        required("is_control", isControl) ? accumulator.controls : accumulator.treatments,
        epoch,
        side);
  }

  public void merge(VariantsAccumulator accumulator, Iterable<VariantsAccumulator> others)
      throws Exception {
    for (VariantsAccumulator other : others) {
      for (var side : other.controls.entries()) {
        VariantsAccumulator.put(accumulator.controls, side.getKey(), side.getValue());
      }
      for (var side : other.treatments.entries()) {
        VariantsAccumulator.put(accumulator.treatments, side.getKey(), side.getValue());
      }
      if (other.asOf != null) {
        accumulator.compareBy(
            other.asOf, other.isMarked, other.isProportion, other.alpha, other.plannedUnits);
      }
    }
  }

  private static <T> T required(String name, T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is null; it must be known");
    }
    return value;
  }
}
