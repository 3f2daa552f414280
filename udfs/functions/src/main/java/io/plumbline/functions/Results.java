package io.plumbline.functions;

import io.plumbline.core.statistics.Estimate;
import io.plumbline.core.statistics.FixedHorizon;
import io.plumbline.core.statistics.LinearArm;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.Row;

/** The rows that functions give. */
final class Results {

  static final DataType ESTIMATE =
      doubles("estimate", "standard_error", "df", "p_value", "lower_bound", "upper_bound");
  static final DataType ANYTIME =
      doubles("estimate", "log_e", "p_value", "lower_bound", "upper_bound");
  static final DataType INTERVAL = doubles("lower_bound", "upper_bound");

  private Results() {}

  static DataType doubles(String... names) {
    DataTypes.Field[] fields = new DataTypes.Field[names.length];
    for (int i = 0; i < names.length; i++) {
      fields[i] = DataTypes.FIELD(names[i], DataTypes.DOUBLE());
    }
    return DataTypes.ROW(fields);
  }

  static Row row(Optional<Estimate> estimate) {
    return estimate
        .map(
            e ->
                Row.of(
                    e.estimate(),
                    e.standardError(),
                    e.df(),
                    e.pValue(),
                    e.lowerBound(),
                    e.upperBound()))
        .orElse(null);
  }

  /** At a fixed horizon; null where there is too little to tell. */
  static Row row(
      Optional<LinearArm> control, Optional<LinearArm> treatment, double alpha, boolean lift) {
    return row(
        control.flatMap(
            c ->
                treatment.flatMap(
                    t ->
                        lift
                            ? FixedHorizon.lift(c, t, alpha)
                            : FixedHorizon.difference(c, t, alpha))));
  }

  /** An infinite bound is none, and null. */
  static Double finiteOrNull(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }
}
