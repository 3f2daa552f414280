package io.plumbline.functions;

import io.plumbline.core.statistics.DayCounts;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.LateOnset;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code srm_late_onset_log_e_value(daily ARRAY<ARRAY<BIGINT>>, weights ARRAY<DOUBLE>) -> DOUBLE}:
 * log E^r, evidence for a mismatch that begins late, {@link LateOnset}. One array over variants for
 * each day from the first to the current one, days without units included. With more than one
 * epoch: {@code (daily ARRAY<ARRAY<ARRAY<BIGINT>>>, weights ARRAY<ARRAY<DOUBLE>>)}, day by epoch by
 * variant.
 */
public class SrmLateOnsetLogEValue extends ScalarFunction {

  public Double eval(Number[][] daily, Number[] weights) {
    if (Arguments.anyNull(daily, weights)) {
      return null;
    }
    Number[][][] days = new Number[daily.length][][];
    for (int day = 0; day < days.length; day++) {
      days[day] = new Number[][] {daily[day]};
    }
    return logE(days, new Number[][] {weights});
  }

  public Double eval(Number[][][] daily, Number[][] weights) {
    return Arguments.anyNull(daily, weights) ? null : logE(daily, weights);
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.DOUBLE(),
        Signature.of(Signature.NESTED, Signature.NUMBERS),
        Signature.of(Signature.NESTED_TWICE, Signature.NESTED));
  }

  private static Double logE(Number[][][] daily, Number[][] weights) {
    List<DayCounts> days = new ArrayList<>();
    for (int day = 0; day < daily.length; day++) {
      if (daily[day].length > weights.length) {
        throw new IllegalArgumentException(
            "daily["
                + day
                + "] has "
                + daily[day].length
                + " epochs and weights has "
                + weights.length
                + "; it must not have more");
      }
      List<EpochCounts> epochs = new ArrayList<>();
      boolean any = false;
      for (int e = 0; e < daily[day].length; e++) {
        long[] counts = Arguments.counts("daily[" + day + "]", daily[day][e]);
        for (long count : counts) {
          any |= count != 0;
        }
        epochs.add(new EpochCounts(counts, Arguments.weights(weights[e])));
      }
      if (any) {
        days.add(new DayCounts(day + 1, epochs));
      }
    }
    return LateOnset.logE(days, daily.length);
  }
}
