package io.plumbline.functions;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.ArgumentTypeStrategy;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.InputTypeStrategies;
import org.apache.flink.table.types.inference.InputTypeStrategy;
import org.apache.flink.table.types.inference.Signature.Argument;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.inference.TypeStrategies;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * The signatures of functions over arrays. An array of any numeric type is taken as it is and
 * converted by the function: the planner's own cast of an array drops the nullability of its
 * elements, and a null among them would arrive as 0.
 */
final class Signature {

  static final ArgumentTypeStrategy NUMBERS = new ArrayOf(LogicalTypeFamily.NUMERIC, "numbers", 1);
  static final ArgumentTypeStrategy NESTED = new ArrayOf(LogicalTypeFamily.NUMERIC, "numbers", 2);
  static final ArgumentTypeStrategy NESTED_TWICE =
      new ArrayOf(LogicalTypeFamily.NUMERIC, "numbers", 3);
  static final ArgumentTypeStrategy STRINGS =
      new ArrayOf(LogicalTypeFamily.CHARACTER_STRING, "strings", 1);
  static final ArgumentTypeStrategy DOUBLE = InputTypeStrategies.explicit(DataTypes.DOUBLE());
  static final ArgumentTypeStrategy BIGINT = InputTypeStrategies.explicit(DataTypes.BIGINT());
  static final ArgumentTypeStrategy BYTES = InputTypeStrategies.explicit(DataTypes.BYTES());
  static final ArgumentTypeStrategy STRING = InputTypeStrategies.explicit(DataTypes.STRING());

  private static final Map<String, ArgumentTypeStrategy> BY_TYPE =
      Map.of("BIGINT", BIGINT, "DOUBLE", DOUBLE, "NUMBERS", NUMBERS, "BYTES", BYTES);

  private Signature() {}

  static InputTypeStrategy of(ArgumentTypeStrategy... arguments) {
    return InputTypeStrategies.sequence(arguments);
  }

  /**
   * Scalar numbers, by name and type.
   *
   * @param optional how many of the last may be left out together
   */
  static TypeInference named(DataType result, int optional, String... arguments) {
    InputTypeStrategy all = sequence(arguments);
    if (optional == 0) {
      return returning(result, all);
    }
    return returning(result, sequence(Arrays.copyOf(arguments, arguments.length - optional)), all);
  }

  /** The names of arguments such as "n_c BIGINT". */
  static String[] names(String... arguments) {
    return Arrays.stream(arguments)
        .map(argument -> argument.substring(0, argument.indexOf(' ')))
        .toArray(String[]::new);
  }

  private static InputTypeStrategy sequence(String... arguments) {
    ArgumentTypeStrategy[] strategies =
        Arrays.stream(arguments)
            .map(argument -> BY_TYPE.get(argument.substring(argument.indexOf(' ') + 1)))
            .toArray(ArgumentTypeStrategy[]::new);
    return InputTypeStrategies.sequence(names(arguments), strategies);
  }

  static TypeInference returning(DataType result, InputTypeStrategy... signatures) {
    return TypeInference.newBuilder()
        .inputTypeStrategy(
            signatures.length == 1 ? signatures[0] : InputTypeStrategies.or(signatures))
        .outputTypeStrategy(TypeStrategies.explicit(result))
        .build();
  }

  private record ArrayOf(LogicalTypeFamily family, String elements, int depth)
      implements ArgumentTypeStrategy {

    @Override
    public Optional<DataType> inferArgumentType(
        CallContext context, int position, boolean throwOnFailure) {
      DataType actual = context.getArgumentDataTypes().get(position);
      LogicalType type = actual.getLogicalType();
      if (type.is(LogicalTypeRoot.NULL)) {
        return Optional.of(ofNull());
      }
      LogicalType element = type;
      for (int i = 0; i < depth && element instanceof ArrayType array; i++) {
        element = array.getElementType();
      }
      if (element != type && element.is(family) && depth(type) == depth) {
        return Optional.of(actual);
      }
      return context.fail(
          throwOnFailure,
          "Argument %d is %s; an array of %s%s is needed.",
          position + 1,
          type,
          "arrays of ".repeat(depth - 1),
          elements);
    }

    @Override
    public Argument getExpectedArgument(FunctionDefinition function, int position) {
      return Argument.ofGroup("ARRAY<".repeat(depth) + family + ">".repeat(depth));
    }

    private DataType ofNull() {
      DataType of = family == LogicalTypeFamily.NUMERIC ? DataTypes.DOUBLE() : DataTypes.STRING();
      for (int i = 0; i < depth; i++) {
        of = DataTypes.ARRAY(of);
      }
      return of;
    }

    private static int depth(LogicalType type) {
      return type instanceof ArrayType array ? 1 + depth(array.getElementType()) : 0;
    }
  }
}
