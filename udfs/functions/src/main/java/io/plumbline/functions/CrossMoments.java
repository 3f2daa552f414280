package io.plumbline.functions;

import io.plumbline.core.exact.ExactCrossMoments;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.types.Row;

/**
 * {@code cross_moments(y DOUBLE, x DOUBLE) -> ROW<n BIGINT, nonzero BIGINT, sum_y, sum_y2, m2_y,
 * sum_x, sum_x2, m2_x, sum_xy, m2_xy>}, an aggregate: exact sums of the doubles, each result
 * rounded once, so the same to the last bit in any order, {@link ExactCrossMoments}. Pairs with a
 * null do not count; nonzero counts y.
 */
@FunctionHint(
    output =
        @DataTypeHint(
            "ROW<n BIGINT, nonzero BIGINT, sum_y DOUBLE, sum_y2 DOUBLE, m2_y DOUBLE, sum_x DOUBLE,"
                + " sum_x2 DOUBLE, m2_x DOUBLE, sum_xy DOUBLE, m2_xy DOUBLE>"))
public class CrossMoments extends MomentsAggregate {

  public void accumulate(
      MomentsAccumulator accumulator,
      @DataTypeHint("DOUBLE") Double y,
      @DataTypeHint("DOUBLE") Double x) {
    change(accumulator, y, x, true);
  }

  public void retract(
      MomentsAccumulator accumulator,
      @DataTypeHint("DOUBLE") Double y,
      @DataTypeHint("DOUBLE") Double x) {
    change(accumulator, y, x, false);
  }

  @Override
  public Row getValue(MomentsAccumulator accumulator) {
    ExactCrossMoments moments = accumulator.moments();
    return Row.of(
        moments.n(),
        moments.nonzero(),
        moments.sumY().toDouble(),
        moments.sumYy().toDouble(),
        moments.m2Y(),
        moments.sumX().toDouble(),
        moments.sumXx().toDouble(),
        moments.m2X(),
        moments.sumXy().toDouble(),
        moments.m2Xy());
  }
}
