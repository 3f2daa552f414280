package io.plumbline.functions;

import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.ValueRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.api.dataview.ListView;
import org.apache.flink.table.functions.AggregateFunction;
import org.apache.flink.types.Row;

/**
 * {@code compare_variants(as_of, look_at, epoch, is_control, planned_weight, units, nonzero_units,
 * sum_y, m2_y, is_proportion, has_open_tail, alpha, planned_units, guardrails)}, an aggregate over
 * rows of {@code variant_metrics} of one control and one treatment on one metric: the columns of
 * {@code metric_results} at every instant that is asked for, to the last bit, {@link
 * PairAnalysis#analyse}. The order of the rows does not matter.
 *
 * <p>Of each epoch and variant the row with the greatest as_of counts. {@code look_at} is when the
 * evidence of a row is taken if no later row comes before it; null: never. A row without units only
 * says what an epoch plans. A row without an epoch asks for its instant, and says by its {@code
 * guardrails} how many share alpha if the metric is one, 0 if it is none.
 *
 * <p>The result has a row for every instant asked for and for every look, in order of time; {@code
 * anytime_difference_p_value} and {@code ..._running_...} are of the looks through {@code as_of};
 * {@code callable} says whether both variants are large enough for a call, which takes more of a
 * metric with an open tail, a sum without a cap, on uneven weights. What is not known is null. No
 * rows give null. It keeps all rows of a group until the group is complete.
 */
@FunctionHint(output = @DataTypeHint(ComparisonHistory.TYPE))
public class CompareVariants extends AggregateFunction<Row[], CompareVariants.Accumulator> {

  /** The rows so far. Public for the planner alone. */
  public static class Accumulator {
    public ListView<PublishedRow> rows = new ListView<>();
  }

  /** A row of a group. Public for the planner alone. */
  public static class PublishedRow {
    public Instant asOf;
    public Instant lookAt;
    public Integer epoch;
    public boolean isControl;
    public long plannedWeight;
    public Long units;
    public long nonzeroUnits;
    public double sumY;
    public double m2Y;
    public boolean isProportion;
    public boolean hasOpenTail;
    public double alpha;
    public long plannedUnits;
    public int guardrails;

    ValueRange range() {
      if (isProportion) {
        return ValueRange.BINARY;
      }
      return hasOpenTail ? ValueRange.OPEN : ValueRange.LIMITED;
    }
  }

  @Override
  public Accumulator createAccumulator() {
    return new Accumulator();
  }

  public void accumulate(
      Accumulator accumulator,
      @DataTypeHint("TIMESTAMP_LTZ(6)") Instant asOf,
      @DataTypeHint("TIMESTAMP_LTZ(6)") Instant lookAt,
      @DataTypeHint("INT") Integer epoch,
      @DataTypeHint("BOOLEAN") Boolean isControl,
      @DataTypeHint("BIGINT") Long plannedWeight,
      @DataTypeHint("BIGINT") Long units,
      @DataTypeHint("BIGINT") Long nonzeroUnits,
      @DataTypeHint("DOUBLE") Double sumY,
      @DataTypeHint("DOUBLE") Double m2Y,
      @DataTypeHint("BOOLEAN") Boolean isProportion,
      @DataTypeHint("BOOLEAN") Boolean hasOpenTail,
      @DataTypeHint("DOUBLE") Double alpha,
      @DataTypeHint("BIGINT") Long plannedUnits,
      @DataTypeHint("INT") Integer guardrails)
      throws Exception {
    PublishedRow row = new PublishedRow();
    row.asOf = required("as_of", asOf);
    row.isProportion = required("is_proportion", isProportion);
    row.hasOpenTail = required("has_open_tail", hasOpenTail);
    row.alpha = Arguments.alpha(required("alpha", alpha));
    row.plannedUnits = Arguments.planned(required("planned_units", plannedUnits));
    if (epoch == null) {
      row.guardrails = required("guardrails", guardrails);
    } else {
      row.epoch = epoch;
      row.isControl = required("is_control", isControl);
      row.plannedWeight = required("planned_weight", plannedWeight);
      if (units != null) {
        row.lookAt = lookAt;
        row.units = units;
        row.nonzeroUnits = required("nonzero_units", nonzeroUnits);
        row.sumY = units == 0 ? 0.0 : required("sum_y", sumY);
        row.m2Y = units == 0 ? 0.0 : required("m2_y", m2Y);
      }
    }
    accumulator.rows.add(row);
  }

  public void merge(Accumulator accumulator, Iterable<Accumulator> others) throws Exception {
    for (Accumulator other : others) {
      for (PublishedRow row : other.rows.get()) {
        accumulator.rows.add(row);
      }
    }
  }

  @Override
  public Row[] getValue(Accumulator accumulator) {
    List<PublishedRow> rows = new ArrayList<>();
    try {
      accumulator.rows.get().forEach(rows::add);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("reading the rows that were gathered", e);
    }
    return rows.isEmpty() ? null : ComparisonHistory.of(rows).toArray(new Row[0]);
  }

  private static <T> T required(String name, T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is null; it must be known");
    }
    return value;
  }
}
