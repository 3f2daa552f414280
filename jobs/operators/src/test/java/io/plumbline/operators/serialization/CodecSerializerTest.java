package io.plumbline.operators.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.junit.jupiter.api.Test;

class CodecSerializerTest {
  private static final ClassLoader LOADER = CodecSerializerTest.class.getClassLoader();

  record Point(int x, int y) {}

  /** Version 1 had no y. */
  static class PointCodec implements Codec<Point> {
    @Override
    public int version() {
      return 2;
    }

    @Override
    public void write(Point value, DataOutputView out) throws IOException {
      out.writeInt(value.x());
      out.writeInt(value.y());
    }

    @Override
    public Point read(DataInputView in, int version) throws IOException {
      return new Point(in.readInt(), version >= 2 ? in.readInt() : 0);
    }
  }

  static class OtherCodec extends PointCodec {}

  static class UnversionedCodec extends PointCodec {
    @Override
    public int version() {
      return 0;
    }
  }

  private final CodecSerializer<Point> serializer = new CodecSerializer<>(new PointCodec());

  @Test
  void theVersionPrecedesTheValue() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(new Point(3, -4), out);

    assertThat(out.getCopyOfBuffer()).hasSize(9).startsWith(2);
    assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(new Point(3, -4));
  }

  @Test
  void anImmutableValueIsItsOwnCopy() {
    Point point = new Point(1, 2);

    assertThat(serializer.copy(point)).isSameAs(point);
    assertThat(serializer.copy(point, new Point(0, 0))).isSameAs(point);
    assertThat(serializer.duplicate()).isSameAs(serializer);
  }

  @Test
  void copyingBytesRewritesThemInTheNewestVersion() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.copy(new DataInputDeserializer(new byte[] {1, 0, 0, 0, 7}), out);

    assertThat(out.getCopyOfBuffer()).containsExactly(2, 0, 0, 0, 7, 0, 0, 0, 0);
  }

  @Test
  void aSavepointOfTheSameVersionGoesOnAsItIs() throws IOException {
    TypeSerializerSnapshot<Point> restored = roundTrip(serializer.snapshotConfiguration());

    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(restored)
                .isCompatibleAsIs())
        .isTrue();
    assertThat(restored.restoreSerializer()).isEqualTo(serializer);
  }

  @Test
  void anOlderVersionIsReadAndMigrated() throws IOException {
    TypeSerializerSnapshot<Point> old =
        roundTrip(new CodecSerializerSnapshot<>(new PointCodec(), 1));

    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(old)
                .isCompatibleAfterMigration())
        .isTrue();
    TypeSerializer<Point> reader = old.restoreSerializer();
    assertThat(reader.deserialize(new DataInputDeserializer(new byte[] {1, 0, 0, 0, 7})))
        .isEqualTo(new Point(7, 0));
  }

  @Test
  void aNewerVersionOrAnotherCodecIsRefused() throws IOException {
    TypeSerializerSnapshot<Point> current = serializer.snapshotConfiguration();

    assertThat(
            current
                .resolveSchemaCompatibility(new CodecSerializerSnapshot<>(new PointCodec(), 3))
                .isIncompatible())
        .isTrue();
    assertThat(
            current
                .resolveSchemaCompatibility(new CodecSerializerSnapshot<>(new OtherCodec(), 2))
                .isIncompatible())
        .isTrue();
    assertThatThrownBy(
            () -> serializer.deserialize(new DataInputDeserializer(new byte[] {3, 0, 0, 0, 7})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 3; 1 to 2 can be read");
  }

  @Test
  void aCodecThatIsGoneIsNamed() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF("io.plumbline.Gone");
    out.writeInt(1);

    assertThatThrownBy(
            () ->
                new CodecSerializerSnapshot<Point>()
                    .readSnapshot(1, new DataInputDeserializer(out.getCopyOfBuffer()), LOADER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("io.plumbline.Gone");
  }

  @Test
  void aVersionOutsideOneByteIsRefused() {
    assertThatThrownBy(() -> new CodecSerializer<>(new UnversionedCodec()))
        .hasMessageContaining("version 0; 1 to 127 is allowed");
  }

  @Test
  void typeInformationComparesByTypeAndCodec() {
    CodecTypeInfo<Point> info = CodecTypeInfo.of(Point.class, new PointCodec());

    assertThat(info).isEqualTo(CodecTypeInfo.of(Point.class, new PointCodec()));
    assertThat(info).isNotEqualTo(CodecTypeInfo.of(Point.class, new OtherCodec()));
  }

  private static TypeSerializerSnapshot<Point> roundTrip(TypeSerializerSnapshot<Point> snapshot)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshotSerializationUtil.writeSerializerSnapshot(out, snapshot);
    return TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()), LOADER);
  }
}
