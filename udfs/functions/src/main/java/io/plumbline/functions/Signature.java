package io.plumbline.functions;

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

  static final ArgumentTypeStrategy NUMBERS = new ArrayOf(LogicalTypeFamily.NUMERIC, "numbers");
  static final ArgumentTypeStrategy STRINGS =
      new ArrayOf(LogicalTypeFamily.CHARACTER_STRING, "strings");
  static final ArgumentTypeStrategy DOUBLE = InputTypeStrategies.explicit(DataTypes.DOUBLE());
  static final ArgumentTypeStrategy BIGINT = InputTypeStrategies.explicit(DataTypes.BIGINT());
  static final ArgumentTypeStrategy STRING = InputTypeStrategies.explicit(DataTypes.STRING());

  private Signature() {}

  static InputTypeStrategy of(ArgumentTypeStrategy... arguments) {
    return InputTypeStrategies.sequence(arguments);
  }

  static TypeInference returning(DataType result, InputTypeStrategy... signatures) {
    return TypeInference.newBuilder()
        .inputTypeStrategy(
            signatures.length == 1 ? signatures[0] : InputTypeStrategies.or(signatures))
        .outputTypeStrategy(TypeStrategies.explicit(result))
        .build();
  }

  private record ArrayOf(LogicalTypeFamily family, String elements)
      implements ArgumentTypeStrategy {

    @Override
    public Optional<DataType> inferArgumentType(
        CallContext context, int position, boolean throwOnFailure) {
      DataType actual = context.getArgumentDataTypes().get(position);
      LogicalType type = actual.getLogicalType();
      if (type.is(LogicalTypeRoot.NULL)) {
        return Optional.of(
            DataTypes.ARRAY(
                family == LogicalTypeFamily.NUMERIC ? DataTypes.DOUBLE() : DataTypes.STRING()));
      }
      if (type instanceof ArrayType array && array.getElementType().is(family)) {
        return Optional.of(actual);
      }
      return context.fail(
          throwOnFailure,
          "Argument %d is %s; an array of %s is needed.",
          position + 1,
          type,
          elements);
    }

    @Override
    public Argument getExpectedArgument(FunctionDefinition function, int position) {
      return Argument.ofGroup("ARRAY<" + family + ">");
    }
  }
}
