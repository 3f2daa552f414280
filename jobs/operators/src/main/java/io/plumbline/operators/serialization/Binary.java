package io.plumbline.operators.serialization;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The building blocks of codecs: variable-length integers, strings of any length, null. */
public final class Binary {
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

  private Binary() {}

  /** An unsigned number in seven-bit groups, the lowest first. */
  public static void writeVarLong(long value, DataOutputView out) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  public static long readVarLong(DataInputView in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = in.readByte();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IOException("a number of more than 64 bits");
  }

  /** A signed number; small magnitudes of either sign are short. */
  public static void writeZigZag(long value, DataOutputView out) throws IOException {
    writeVarLong((value << 1) ^ (value >> 63), out);
  }

  public static long readZigZag(DataInputView in) throws IOException {
    long value = readVarLong(in);
    return (value >>> 1) ^ -(value & 1);
  }

  public static void writeVarInt(int value, DataOutputView out) throws IOException {
    writeVarLong(value & 0xFFFFFFFFL, out);
  }

  public static int readVarInt(DataInputView in) throws IOException {
    return (int) readVarLong(in);
  }

  /** UTF-8 behind its length plus one; 0 is null. */
  public static void writeString(String value, DataOutputView out) throws IOException {
    if (value == null) {
      out.writeByte(0);
      return;
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    writeVarInt(bytes.length + 1, out);
    out.write(bytes);
  }

  public static String readString(DataInputView in) throws IOException {
    int length = readVarInt(in) - 1;
    if (length < 0) {
      return null;
    }
    if (length == 0) {
      return "";
    }
    if (length > MAX_LENGTH) {
      throw new IOException("a string of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A flag, then eight bytes unless null. */
  public static void writeLong(Long value, DataOutputView out) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      out.writeLong(value);
    }
  }

  public static Long readLong(DataInputView in) throws IOException {
    return in.readBoolean() ? Long.valueOf(in.readLong()) : null;
  }

  /** A flag, then the eight bytes of the double unless null; every NaN comes back as it was. */
  public static void writeDouble(Double value, DataOutputView out) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      out.writeLong(Double.doubleToRawLongBits(value));
    }
  }

  public static Double readDouble(DataInputView in) throws IOException {
    return in.readBoolean() ? Double.valueOf(Double.longBitsToDouble(in.readLong())) : null;
  }

  /** The entries in the map's own order, which reading keeps. */
  public static void writeStrings(Map<String, String> map, DataOutputView out) throws IOException {
    writeVarInt(map.size(), out);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      writeString(entry.getKey(), out);
      writeString(entry.getValue(), out);
    }
  }

  public static Map<String, String> readStrings(DataInputView in) throws IOException {
    int size = readVarInt(in);
    if (size == 0) {
      return Map.of();
    }
    if (size == 1) {
      return Map.of(readString(in), readString(in));
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      String key = readString(in);
      map.put(key, readString(in));
    }
    return Collections.unmodifiableMap(map);
  }
}
