package io.plumbline.functions;

import io.plumbline.core.statistics.MultipleTesting;
import java.util.Map;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code family_holm(p_values MAP<STRING, DOUBLE>, tests ARRAY<STRING>) -> MAP<STRING, DOUBLE>}:
 * the p-values of a family of tests, adjusted by {@link MultipleTesting#holm}. A test without a
 * p-value counts with 1; what is not in the family does not count.
 */
public class FamilyHolm extends ScalarFunction {

  public @DataTypeHint("MAP<STRING, DOUBLE>") Map<String, Double> eval(
      @DataTypeHint("MAP<STRING, DOUBLE>") Map<String, Double> pValues,
      @DataTypeHint("ARRAY<STRING>") String[] tests) {
    return Families.adjusted(pValues, tests, MultipleTesting::holm);
  }
}
