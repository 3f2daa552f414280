package io.plumbline.operators.serialization;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's type information of a type that has a {@link Codec}. */
public final class CodecTypeInfo<T> extends TypeInformation<T> {
  private final Class<T> type;
  private final CodecSerializer<T> serializer;

  private CodecTypeInfo(Class<T> type, Codec<T> codec) {
    this.type = type;
    this.serializer = new CodecSerializer<>(codec);
  }

  /**
   * @param type the raw class; a generic type's parameters are the codec's
   */
  @SuppressWarnings("unchecked")
  public static <T> CodecTypeInfo<T> of(Class<? super T> type, Codec<T> codec) {
    return new CodecTypeInfo<>((Class<T>) type, codec);
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  /** Equal values must have equal bytes for this to hold in every state backend. */
  @Override
  public boolean isKeyType() {
    return true;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof CodecTypeInfo<?>;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecTypeInfo<?> that
        && type == that.type
        && serializer.equals(that.serializer);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + serializer.hashCode();
  }

  @Override
  public String toString() {
    return "CodecTypeInfo(" + type.getSimpleName() + ")";
  }
}
