package io.plumbline.functions;

import io.plumbline.core.statistics.Quantiles;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.types.Row;

/**
 * {@code quantile_ranks(n BIGINT, nu DOUBLE) -> ROW<lower_rank BIGINT, upper_rank BIGINT>}: which
 * order statistics bound the nu-quantile of n values, {@link Quantiles#ranks}; null without values.
 */
public class QuantileRanks extends RowFunction {

  public QuantileRanks() {
    super(
        DataTypes.ROW(
            DataTypes.FIELD("lower_rank", DataTypes.BIGINT()),
            DataTypes.FIELD("upper_rank", DataTypes.BIGINT())),
        0,
        "n BIGINT",
        "nu DOUBLE");
  }

  @Override
  Row apply(Values values) {
    long n = values.count();
    if (n == 0) {
      return null;
    }
    Quantiles.Ranks ranks = Quantiles.ranks(n, values.number());
    return Row.of(ranks.lower(), ranks.upper());
  }
}
