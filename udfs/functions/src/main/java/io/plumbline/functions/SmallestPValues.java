package io.plumbline.functions;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.functions.AggregateFunction;

/**
 * {@code smallest_p_values(test STRING, p_value DOUBLE) -> MAP<STRING, DOUBLE>}, an aggregate: of
 * every test the smallest p-value, by which a family of anytime-valid tests is judged. A null does
 * not count; a test without any other is not in the map. No tests give an empty map.
 */
@FunctionHint(output = @DataTypeHint("MAP<STRING, DOUBLE>"))
public class SmallestPValues
    extends AggregateFunction<Map<String, Double>, SmallestPValues.Accumulator> {

  /** The smallest so far. Public for the planner alone. */
  public static class Accumulator {
    public MapView<String, Double> smallest = new MapView<>();

    void add(String test, Double pValue) throws Exception {
      Double before = smallest.get(test);
      if (before == null || pValue < before) {
        smallest.put(test, pValue);
      }
    }
  }

  @Override
  public Accumulator createAccumulator() {
    return new Accumulator();
  }

  public void accumulate(
      Accumulator accumulator,
      @DataTypeHint("STRING") String test,
      @DataTypeHint("DOUBLE") Double pValue)
      throws Exception {
    if (test != null && pValue != null) {
      accumulator.add(test, pValue);
    }
  }

  public void merge(Accumulator accumulator, Iterable<Accumulator> others) throws Exception {
    for (Accumulator other : others) {
      for (Map.Entry<String, Double> entry : other.smallest.entries()) {
        accumulator.add(entry.getKey(), entry.getValue());
      }
    }
  }

  @Override
  public Map<String, Double> getValue(Accumulator accumulator) {
    Map<String, Double> smallest = new TreeMap<>();
    try {
      accumulator
          .smallest
          .entries()
          .forEach(entry -> smallest.put(entry.getKey(), entry.getValue()));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("reading the p-values that were gathered", e);
    }
    return smallest;
  }
}
