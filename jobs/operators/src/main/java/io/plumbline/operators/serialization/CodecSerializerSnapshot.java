package io.plumbline.operators.serialization;

import java.io.IOException;
import java.lang.reflect.Constructor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a savepoint keeps of a {@link CodecSerializer}: the codec's class name and version.
 *
 * <p>The same version goes on as it is, an older one is migrated, a newer one or another codec is
 * refused.
 */
public final class CodecSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final int FORMAT = 1;

  private Codec<T> codec;
  private int version;

  /** For Flink, which then calls {@link #readSnapshot}. */
  public CodecSerializerSnapshot() {}

  CodecSerializerSnapshot(Codec<T> codec, int version) {
    this.codec = codec;
    this.version = version;
  }

  @Override
  public int getCurrentVersion() {
    return FORMAT;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(codec.getClass().getName());
    out.writeInt(version);
  }

  @Override
  public void readSnapshot(int format, DataInputView in, ClassLoader classLoader)
      throws IOException {
    if (format != FORMAT) {
      throw new IOException("codec snapshot of format " + format + "; " + FORMAT + " can be read");
    }
    codec = instantiate(in.readUTF(), classLoader);
    version = in.readInt();
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new CodecSerializer<>(codec);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    if (!(old instanceof CodecSerializerSnapshot<T> that)
        || that.codec.getClass() != codec.getClass()
        || that.version > version) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    return that.version == version
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
  }

  @SuppressWarnings("unchecked")
  private static <T> Codec<T> instantiate(String name, ClassLoader classLoader) throws IOException {
    try {
      Constructor<?> constructor = Class.forName(name, true, classLoader).getDeclaredConstructor();
      constructor.setAccessible(true);
      return (Codec<T>) constructor.newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IOException("cannot restore the codec " + name, e);
    }
  }
}
