package io.plumbline.operators.serialization;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Flink's serializer around a {@link Codec}.
 *
 * <p>Each value is preceded by one byte, the codec's version. State that a newer job restored but
 * never touched may hold values of several versions; with the byte each of them says how it is
 * read.
 */
public final class CodecSerializer<T> extends TypeSerializer<T> {
  private final Codec<T> codec;

  public CodecSerializer(Codec<T> codec) {
    int version = codec.version();
    if (version < 1 || version > Byte.MAX_VALUE) {
      throw new IllegalArgumentException(
          codec.getClass().getName() + " has version " + version + "; 1 to 127 is allowed");
    }
    this.codec = codec;
  }

  public Codec<T> codec() {
    return codec;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from == null ? null : codec.copy(from);
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView out) throws IOException {
    out.writeByte(codec.version());
    codec.write(value, out);
  }

  @Override
  public T deserialize(DataInputView in) throws IOException {
    int version = in.readByte();
    if (version < 1 || version > codec.version()) {
      throw new IOException(
          codec.getClass().getName()
              + " found a value of version "
              + version
              + "; 1 to "
              + codec.version()
              + " can be read");
    }
    return codec.read(in, version);
  }

  @Override
  public T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new CodecSerializerSnapshot<>(codec, codec.version());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecSerializer<?> that && codec.getClass() == that.codec.getClass();
  }

  @Override
  public int hashCode() {
    return codec.getClass().hashCode();
  }

  @Override
  public String toString() {
    return "CodecSerializer(" + codec.getClass().getSimpleName() + " v" + codec.version() + ")";
  }
}
