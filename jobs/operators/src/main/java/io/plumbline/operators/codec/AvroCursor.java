package io.plumbline.operators.codec;

import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/**
 * Walks over one message in Avro's binary form.
 *
 * <p>Avro's own decoder believes the lengths it reads and makes room for them first, so that five
 * wrong bytes may ask for two gigabytes; here nothing is longer than the message. What is read
 * stays where it is: a text is a range of the message's bytes.
 */
public final class AvroCursor {
  private static final int DEEPEST = 100;

  private byte[] bytes;
  private int at;
  private int end;

  public void reset(byte[] message, int from) {
    bytes = message;
    at = from;
    end = message.length;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int position() {
    return at;
  }

  /**
   * @throws MalformedException if something stands behind the record
   */
  public void requireEnd() throws MalformedException {
    if (at != end) {
      throw unreadable((end - at) + " bytes behind the record");
    }
  }

  public long readLong() throws MalformedException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw unreadable("its end within a number");
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw unreadable("a number of more than 64 bits");
  }

  public boolean readBoolean() throws MalformedException {
    require(1);
    return bytes[at++] != 0;
  }

  public double readFloat() throws MalformedException {
    return Float.intBitsToFloat((int) littleEndian(4));
  }

  public double readDouble() throws MalformedException {
    return Double.longBitsToDouble(littleEndian(8));
  }

  /** Where the bytes that begin here end; {@link #advance} goes behind them. */
  public int endOfBytes() throws MalformedException {
    long length = readLong();
    if (length < 0 || length > end - at) {
      throw unreadable("a length of " + length);
    }
    return at + (int) length;
  }

  public void advance(int to) {
    at = to;
  }

  public String readText() throws MalformedException {
    int to = endOfBytes();
    String text = new String(bytes, at, to - at, StandardCharsets.UTF_8);
    at = to;
    return text;
  }

  public String readSymbol(Schema schema) throws MalformedException {
    return schema.getEnumSymbols().get(index(schema.getEnumSymbols().size()));
  }

  public Schema readBranch(Schema union) throws MalformedException {
    return union.getTypes().get(index(union.getTypes().size()));
  }

  /** The number of items of a map's or an array's next block; 0 at its end. */
  public int readBlock() throws MalformedException {
    long count = readLong();
    if (count < 0) {
      // The block says its length in bytes too.
      readLong();
      count = -count;
    }
    // An item has a byte at least; those without are of no use to anybody.
    if (count < 0 || count > end - at) {
      throw unreadable("a block of " + count + " items");
    }
    return (int) count;
  }

  void skip(Schema schema) throws MalformedException {
    skip(schema, 0);
  }

  public void requireDepth(int depth) throws MalformedException {
    if (depth > DEEPEST) {
      throw unreadable("more than " + DEEPEST + " levels");
    }
  }

  private void skip(Schema schema, int depth) throws MalformedException {
    requireDepth(depth);
    switch (schema.getType()) {
      case NULL -> {}
      case BOOLEAN -> skipBytes(1);
      case INT, LONG, ENUM -> readLong();
      case FLOAT -> skipBytes(4);
      case DOUBLE -> skipBytes(8);
      case FIXED -> skipBytes(schema.getFixedSize());
      case STRING, BYTES -> at = endOfBytes();
      case UNION -> skip(readBranch(schema), depth + 1);
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          skip(field.schema(), depth + 1);
        }
      }
      case ARRAY -> {
        for (int count = readBlock(); count > 0; count = readBlock()) {
          for (int i = 0; i < count; i++) {
            skip(schema.getElementType(), depth + 1);
          }
        }
      }
      case MAP -> {
        for (int count = readBlock(); count > 0; count = readBlock()) {
          for (int i = 0; i < count; i++) {
            at = endOfBytes();
            skip(schema.getValueType(), depth + 1);
          }
        }
      }
    }
  }

  private int index(int size) throws MalformedException {
    long index = readLong();
    if (index < 0 || index >= size) {
      throw unreadable("the number " + index + " of " + size);
    }
    return (int) index;
  }

  private void skipBytes(int count) throws MalformedException {
    require(count);
    at += count;
  }

  private void require(int count) throws MalformedException {
    if (end - at < count) {
      throw unreadable("its end within a value");
    }
  }

  private long littleEndian(int count) throws MalformedException {
    require(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at++] & 0xFFL) << 8 * i;
    }
    return value;
  }

  private MalformedException unreadable(String found) {
    return MalformedException.unreadable(
        "the message is not Avro of its schema: at byte "
            + at
            + " stands "
            + found
            + "; allowed: one record");
  }
}
