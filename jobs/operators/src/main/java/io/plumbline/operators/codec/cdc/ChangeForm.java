package io.plumbline.operators.codec.cdc;

import io.plumbline.core.configuration.RefusedChange;
import io.plumbline.core.configuration.RowChange;
import io.plumbline.core.configuration.RowOperation;
import io.plumbline.core.configuration.SnapshotMark;
import io.plumbline.core.configuration.SourcePosition;
import io.plumbline.core.configuration.TransactionBoundary;
import io.plumbline.operators.serialization.Binary;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary forms of changes and boundaries; enums by name, so that their order may change. */
final class ChangeForm {
  private static final byte NULL = 0;
  private static final byte TEXT = 1;
  private static final byte WHOLE = 2;
  private static final byte FRACTION = 3;
  private static final byte DECIMAL = 4;
  private static final byte FALSE = 5;
  private static final byte TRUE = 6;
  private static final byte LIST = 7;
  private static final byte MAP = 8;
  private static final byte UNAVAILABLE = 9;

  /** How one item of a list is written. */
  interface Writer<T> {
    void write(T value, DataOutputView out) throws IOException;
  }

  /** How one item of a list is read. */
  interface Reader<T> {
    T read(DataInputView in) throws IOException;
  }

  private ChangeForm() {}

  static void writeChange(RowChange value, DataOutputView out) throws IOException {
    Binary.writeString(value.table(), out);
    Binary.writeString(value.operation().name(), out);
    writeValue(value.key(), out);
    writeValue(value.before(), out);
    writeValue(value.after(), out);
    Binary.writeString(value.transactionId(), out);
    out.writeLong(value.committedAtMs());
    Binary.writeString(value.snapshot().name(), out);
    writePosition(value.position(), out);
  }

  static RowChange readChange(DataInputView in) throws IOException {
    return new RowChange(
        Binary.readString(in),
        RowOperation.valueOf(Binary.readString(in)),
        readRow(in),
        readRow(in),
        readRow(in),
        Binary.readString(in),
        in.readLong(),
        SnapshotMark.valueOf(Binary.readString(in)),
        readPosition(in));
  }

  static void writeRefused(RefusedChange value, DataOutputView out) throws IOException {
    Binary.writeString(value.table(), out);
    Binary.writeString(value.transactionId(), out);
    Binary.writeString(value.snapshot().name(), out);
    Binary.writeString(value.detail(), out);
    writePosition(value.position(), out);
  }

  static RefusedChange readRefused(DataInputView in) throws IOException {
    return new RefusedChange(
        Binary.readString(in),
        Binary.readString(in),
        SnapshotMark.valueOf(Binary.readString(in)),
        Binary.readString(in),
        readPosition(in));
  }

  static void writeBoundary(TransactionBoundary value, DataOutputView out) throws IOException {
    Binary.writeString(value.kind().name(), out);
    Binary.writeString(value.transactionId(), out);
    out.writeLong(value.lsn());
    out.writeLong(value.committedAtMs());
    writeLongs(value.eventCounts(), out);
  }

  static TransactionBoundary readBoundary(DataInputView in) throws IOException {
    return new TransactionBoundary(
        TransactionBoundary.Kind.valueOf(Binary.readString(in)),
        Binary.readString(in),
        in.readLong(),
        in.readLong(),
        readLongs(in));
  }

  static void writePosition(SourcePosition value, DataOutputView out) throws IOException {
    out.writeLong(value.commitLsn());
    out.writeLong(value.lsn());
    Binary.writeZigZag(value.totalOrder(), out);
    Binary.writeString(value.topic(), out);
    Binary.writeVarInt(value.partition(), out);
    Binary.writeZigZag(value.offset(), out);
  }

  static SourcePosition readPosition(DataInputView in) throws IOException {
    return new SourcePosition(
        in.readLong(),
        in.readLong(),
        Binary.readZigZag(in),
        Binary.readString(in),
        Binary.readVarInt(in),
        Binary.readZigZag(in));
  }

  static void writeLongs(Map<String, Long> map, DataOutputView out) throws IOException {
    Binary.writeVarInt(map.size(), out);
    for (Map.Entry<String, Long> entry : map.entrySet()) {
      Binary.writeString(entry.getKey(), out);
      out.writeLong(entry.getValue());
    }
  }

  static Map<String, Long> readLongs(DataInputView in) throws IOException {
    Map<String, Long> map = new LinkedHashMap<>();
    for (int left = Binary.readVarInt(in); left > 0; left--) {
      String key = Binary.readString(in);
      map.put(key, in.readLong());
    }
    return map;
  }

  static <T> void writeList(List<T> list, Writer<T> writer, DataOutputView out) throws IOException {
    Binary.writeVarInt(list.size(), out);
    for (T item : list) {
      writer.write(item, out);
    }
  }

  static <T> List<T> readList(Reader<T> reader, DataInputView in) throws IOException {
    List<T> list = new ArrayList<>();
    for (int left = Binary.readVarInt(in); left > 0; left--) {
      list.add(reader.read(in));
    }
    return list;
  }

  static void writeValue(Object value, DataOutputView out) throws IOException {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value == RowChange.UNAVAILABLE) {
      out.writeByte(UNAVAILABLE);
    } else if (value instanceof String text) {
      out.writeByte(TEXT);
      Binary.writeString(text, out);
    } else if (value instanceof Long whole) {
      out.writeByte(WHOLE);
      Binary.writeZigZag(whole, out);
    } else if (value instanceof Double fraction) {
      out.writeByte(FRACTION);
      out.writeDouble(fraction);
    } else if (value instanceof BigDecimal decimal) {
      out.writeByte(DECIMAL);
      byte[] digits = decimal.unscaledValue().toByteArray();
      Binary.writeZigZag(decimal.scale(), out);
      Binary.writeVarInt(digits.length, out);
      out.write(digits);
    } else if (value instanceof Boolean flag) {
      out.writeByte(flag ? TRUE : FALSE);
    } else if (value instanceof List<?> list) {
      out.writeByte(LIST);
      writeList(list, ChangeForm::writeValue, out);
    } else if (value instanceof Map<?, ?> map) {
      out.writeByte(MAP);
      Binary.writeVarInt(map.size(), out);
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Binary.writeString((String) entry.getKey(), out);
        writeValue(entry.getValue(), out);
      }
    } else {
      throw new IOException("a column's value of " + value.getClass() + "; see RowChange");
    }
  }

  private static Object readValue(DataInputView in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case NULL -> null;
      case UNAVAILABLE -> RowChange.UNAVAILABLE;
      case TEXT -> Binary.readString(in);
      case WHOLE -> Binary.readZigZag(in);
      case FRACTION -> in.readDouble();
      case DECIMAL -> {
        int scale = (int) Binary.readZigZag(in);
        byte[] digits = new byte[Binary.readVarInt(in)];
        in.readFully(digits);
        yield new BigDecimal(new BigInteger(digits), scale);
      }
      case FALSE -> Boolean.FALSE;
      case TRUE -> Boolean.TRUE;
      case LIST -> readList(ChangeForm::readValue, in);
      case MAP -> readMap(in);
      default -> throw new IOException("a column's value of kind " + kind + "; allowed: 0 to 9");
    };
  }

  static Map<String, Object> readRow(DataInputView in) throws IOException {
    return in.readByte() == NULL ? null : readMap(in);
  }

  private static Map<String, Object> readMap(DataInputView in) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int left = Binary.readVarInt(in); left > 0; left--) {
      String key = Binary.readString(in);
      map.put(key, readValue(in));
    }
    return map;
  }
}
