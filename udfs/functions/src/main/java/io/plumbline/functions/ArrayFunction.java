package io.plumbline.functions;

import io.plumbline.core.statistics.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.types.Row;

/**
 * A treatment against its control over strata or epochs: {@code (n_c ARRAY<BIGINT>, sums of the
 * control ARRAY<DOUBLE>, n_t ARRAY<BIGINT>, sums of the treatment ARRAY<DOUBLE>, ...)}, an element
 * for each stratum or epoch. Null in, null out, a null element too.
 */
public abstract class ArrayFunction extends ScalarFunction {

  private final Shape shape;
  private final boolean centred;
  private final DataType result;
  private final String[] arguments;
  private final int arraysOfArm;

  ArrayFunction(Shape shape, boolean centred, DataType result, String... further) {
    this.shape = shape;
    this.centred = centred;
    this.result = result;
    List<String> all = new ArrayList<>(shape.arguments("c", centred, "NUMBERS", "NUMBERS"));
    arraysOfArm = all.size();
    all.addAll(shape.arguments("t", centred, "NUMBERS", "NUMBERS"));
    all.addAll(List.of(further));
    arguments = all.toArray(String[]::new);
  }

  public Row eval(Object... values) {
    if (Arguments.anyNull(values)) {
      return null;
    }
    String[] names = Signature.names(arguments);
    Optional<List<Moments>> control = arm(names, values, 0);
    Optional<List<Moments>> treatment = arm(names, values, arraysOfArm);
    Object[] further = Arrays.copyOfRange(values, 2 * arraysOfArm, values.length);
    if (control.isPresent()
        && treatment.isPresent()
        && control.get().size() != treatment.get().size()) {
      throw new IllegalArgumentException(
          "n_t has "
              + treatment.get().size()
              + " elements and n_c has "
              + control.get().size()
              + "; they must be as many");
    }
    return apply(control, treatment, further);
  }

  /**
   * The row, or null where there is too little to tell.
   *
   * @param control an arm in each; empty if rounding has lost all digits of a variance
   * @param further the other arguments, not null
   */
  abstract Row apply(
      Optional<List<Moments>> control, Optional<List<Moments>> treatment, Object... further);

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.named(result, 0, arguments);
  }

  private Optional<List<Moments>> arm(String[] names, Object[] values, int from) {
    Number[][] arrays = new Number[arraysOfArm][];
    for (int i = 0; i < arraysOfArm; i++) {
      arrays[i] = (Number[]) values[from + i];
    }
    return ArrayArms.read(
        Arrays.copyOfRange(names, from, from + arraysOfArm), arrays, shape.variables(), centred);
  }
}
