package io.plumbline.functions;

import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.Estimate;
import io.plumbline.core.statistics.IntegerWeights;
import io.plumbline.core.statistics.MeanTest;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.flink.types.Row;

/** From SQL's values to the core's and back. */
final class Arguments {

  static final String ESTIMATE =
      "ROW<estimate DOUBLE, standard_error DOUBLE, df DOUBLE, p_value DOUBLE, lower_bound DOUBLE,"
          + " upper_bound DOUBLE>";

  private Arguments() {}

  /** Whether an argument, or an element of one that is an array, is null. */
  static boolean anyNull(Object... arguments) {
    for (Object argument : arguments) {
      if (argument == null
          || (argument instanceof Object[] array
              && Arrays.stream(array).anyMatch(Objects::isNull))) {
        return true;
      }
    }
    return false;
  }

  /** Whole numbers of any numeric type. */
  static long[] counts(String name, Number[] values) {
    long[] counts = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      try {
        counts[i] = decimal(name, values[i]).longValueExact();
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            name + "[" + i + "] is " + values[i] + "; it must be a whole number of 64 bits", e);
      }
    }
    return counts;
  }

  /**
   * Weights of any numeric type as integers; a double is the shortest decimal that prints as it.
   */
  static long[] weights(Number[] values) {
    return IntegerWeights.of(
        Arrays.stream(values).map(value -> decimal("weights", value)).toList());
  }

  /** The values that are not null. */
  static double[] present(Number[] values) {
    return Arrays.stream(values)
        .filter(Objects::nonNull)
        .mapToDouble(Number::doubleValue)
        .toArray();
  }

  /** Adjusts the values that are not null and leaves the nulls where they are. */
  static Double[] adjusted(Number[] values, UnaryOperator<double[]> adjust) {
    if (values == null) {
      return null;
    }
    double[] results = adjust.apply(present(values));
    Double[] adjusted = new Double[values.length];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      adjusted[i] = values[i] == null ? null : Double.valueOf(results[next++]);
    }
    return adjusted;
  }

  static MeanTest.Sums sums(String arm, long units, double sum, double sum2) {
    requireCount("n_" + arm, units);
    requireFinite("sum_" + arm, sum);
    requireMoment("sum2_" + arm, sum2);
    return new MeanTest.Sums(units, sum, sum2);
  }

  static Arm arm(String arm, long units, double sum, double m2) {
    requireCount("n_" + arm, units);
    requireFinite("sum_" + arm, sum);
    requireMoment("m2_" + arm, m2);
    return new Arm(units, sum, m2, 0);
  }

  private static BigDecimal decimal(String name, Number value) {
    if (value instanceof BigDecimal exact) {
      return exact;
    }
    double approximate = value.doubleValue();
    if (!Double.isFinite(approximate)) {
      throw new IllegalArgumentException(name + " holds " + approximate + "; each must be finite");
    }
    // The shortest decimal that prints as the value, whichever its type.
    return new BigDecimal(value.toString());
  }

  private static void requireCount(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 0");
    }
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be finite");
    }
  }

  private static void requireMoment(String name, double value) {
    if (!(value >= 0.0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be finite and at least 0");
    }
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
}
