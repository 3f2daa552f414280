package io.plumbline.functions;

import io.plumbline.core.exact.ExactCrossMoments;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.types.Row;

/**
 * {@code moments(y DOUBLE) -> ROW<n BIGINT, nonzero BIGINT, sum_y, sum_y2, m2_y, mean_y,
 * variance_y>}, an aggregate: exact sums of the doubles, each result rounded once, so the same to
 * the last bit in any order, {@link ExactCrossMoments}. Nulls do not count. mean_y is null without
 * values, variance_y with fewer than two.
 */
@FunctionHint(
    output =
        @DataTypeHint(
            "ROW<n BIGINT, nonzero BIGINT, sum_y DOUBLE, sum_y2 DOUBLE, m2_y DOUBLE, mean_y DOUBLE,"
                + " variance_y DOUBLE>"))
public class Moments extends MomentsAggregate {

  public void accumulate(MomentsAccumulator accumulator, @DataTypeHint("DOUBLE") Double y) {
    change(accumulator, y, 0.0, true);
  }

  public void retract(MomentsAccumulator accumulator, @DataTypeHint("DOUBLE") Double y) {
    change(accumulator, y, 0.0, false);
  }

  @Override
  public Row getValue(MomentsAccumulator accumulator) {
    ExactCrossMoments moments = accumulator.moments();
    long n = moments.n();
    return Row.of(
        n,
        moments.nonzero(),
        moments.sumY().toDouble(),
        moments.sumYy().toDouble(),
        moments.m2Y(),
        n == 0 ? null : Double.valueOf(moments.sumY().over(n)),
        n < 2 ? null : Double.valueOf(moments.varianceY()));
  }
}
