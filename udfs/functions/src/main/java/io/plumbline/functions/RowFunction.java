package io.plumbline.functions;

import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.types.Row;

/** A function of numbers that gives a row: null in, null out. */
public abstract class RowFunction extends ScalarFunction {

  private final DataType result;
  private final String[] arguments;
  private final int optional;

  /**
   * By its signature.
   *
   * @param arguments each a name and a type, such as "n_c BIGINT"
   * @param optional how many of the last may be left out together
   */
  RowFunction(DataType result, int optional, String... arguments) {
    this.result = result;
    this.optional = optional;
    this.arguments = arguments;
  }

  public Row eval(Number... values) {
    return Arguments.anyNull((Object) values)
        ? null
        : apply(new Values(Signature.names(arguments), values));
  }

  /** The row, or null where there is too little to tell. */
  abstract Row apply(Values values);

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.named(result, optional, arguments);
  }
}
