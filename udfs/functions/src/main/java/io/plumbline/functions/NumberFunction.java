package io.plumbline.functions;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/** A function of numbers that gives a number: null in, null out. */
public abstract class NumberFunction extends ScalarFunction {

  private final String[] arguments;
  private final int optional;

  /**
   * By its signature.
   *
   * @param arguments each a name and a type, such as "n_c BIGINT"
   * @param optional how many of the last may be left out together
   */
  NumberFunction(int optional, String... arguments) {
    this.optional = optional;
    this.arguments = arguments;
  }

  public Double eval(Number... values) {
    return Arguments.anyNull((Object) values)
        ? null
        : apply(new Values(Signature.names(arguments), values));
  }

  /** The number, or null where there is none. */
  abstract Double apply(Values values);

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.named(DataTypes.DOUBLE(), optional, arguments);
  }
}
