package io.plumbline.functions;

import io.plumbline.core.statistics.IntegerWeights;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** From SQL's values to the core's and back. */
final class Arguments {

  private Arguments() {}

  /** Whether an argument, or an element of one that is an array, is null. */
  static boolean anyNull(Object... arguments) {
    if (arguments == null) {
      return true;
    }
    for (Object argument : arguments) {
      if (argument == null || (argument instanceof Object[] array && anyNull(array))) {
        return true;
      }
    }
    return false;
  }

  /** Finite numbers of any numeric type. */
  static double[] numbers(String name, Number[] values) {
    double[] numbers = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      numbers[i] = values[i].doubleValue();
      if (!Double.isFinite(numbers[i])) {
        throw new IllegalArgumentException(
            name + "[" + i + "] is " + numbers[i] + "; it must be finite");
      }
    }
    return numbers;
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

  /** Between 0 and 1. */
  static double alpha(double alpha) {
    if (!(alpha > 0.0 && alpha < 1.0)) {
      throw new IllegalArgumentException("alpha is " + alpha + "; it must be between 0 and 1");
    }
    return alpha;
  }

  /** At least 1. */
  static long planned(long plannedUnits) {
    if (plannedUnits < 1) {
      throw new IllegalArgumentException(
          "planned_n is " + plannedUnits + "; it must be at least 1");
    }
    return plannedUnits;
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
}
