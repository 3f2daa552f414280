package io.plumbline.functions;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Tests that are adjusted together, by name. */
final class Families {
  private Families() {}

  /** Null in, null out; a null among the tests is none. */
  static Map<String, Double> adjusted(
      Map<String, Double> pValues, String[] tests, UnaryOperator<double[]> adjustment) {
    if (pValues == null || tests == null) {
      return null;
    }
    TreeSet<String> family = new TreeSet<>();
    for (String test : tests) {
      if (test != null) {
        family.add(test);
      }
    }
    double[] p =
        family.stream()
            .mapToDouble(
                test -> {
                  Double found = pValues.get(test);
                  return found == null ? 1.0 : found;
                })
            .toArray();
    double[] adjusted = adjustment.apply(p);
    Map<String, Double> result = new TreeMap<>();
    int next = 0;
    for (String test : family) {
      result.put(test, adjusted[next++]);
    }
    return result;
  }
}
