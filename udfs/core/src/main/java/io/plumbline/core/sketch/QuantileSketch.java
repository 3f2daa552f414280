package io.plumbline.core.sketch;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many values lie in each of the {@link Buckets}. Mutable.
 *
 * <p>A function of the set of values: any order, grouping or merge tree gives the same contents and
 * the same bytes, and a value or a whole sketch can be taken away again. Counts are signed, so that
 * a removal may come before its addition.
 */
public final class QuantileSketch {

  private static final byte VERSION = 1;
  private static final int CONTINUES = 0x80;
  private static final int PAYLOAD = 0x7f;

  /** A bucket and a count take at most 5 and 10 bytes. */
  private static final int MOST_BYTES = 15;

  private final NavigableMap<Integer, Long> counts = new TreeMap<>();
  private long total;

  /**
   * Counts one more value.
   *
   * @throws IllegalArgumentException if the value is not finite
   */
  public void add(double value) {
    addToBucket(Buckets.of(value), 1);
  }

  /** The exact inverse of {@link #add}. */
  public void remove(double value) {
    addToBucket(Buckets.of(value), -1);
  }

  /** Counts values of a bucket; a negative number takes them back. */
  public void addToBucket(int bucket, long count) {
    long now = Math.addExact(counts.getOrDefault(bucket, 0L), count);
    if (now == 0) {
      counts.remove(bucket);
    } else {
      counts.put(bucket, now);
    }
    total = Math.addExact(total, count);
  }

  /** Counts all values of another sketch. */
  public void merge(QuantileSketch other) {
    other.counts.forEach(this::addToBucket);
  }

  /** The exact inverse of {@link #merge}. */
  public void subtract(QuantileSketch other) {
    other.counts.forEach((bucket, count) -> addToBucket(bucket, -count));
  }

  /** n. */
  public long count() {
    return total;
  }

  /** The counts by bucket, ascending. */
  public NavigableMap<Integer, Long> counts() {
    return Collections.unmodifiableNavigableMap(counts);
  }

  /** How many values are at most the greatest of a bucket; exact. */
  public long countThrough(int bucket) {
    long sum = 0;
    for (long count : counts.headMap(bucket, true).values()) {
      sum += count;
    }
    return sum;
  }

  /**
   * The bucket of the value at a rank.
   *
   * @param rank from 1 to {@link #count}
   * @throws IllegalArgumentException if there is no such rank
   */
  public int bucketAt(long rank) {
    if (rank < 1 || rank > total) {
      throw new IllegalArgumentException("rank is " + rank + "; allowed are 1 to " + total);
    }
    long before = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      before += entry.getValue();
      if (before >= rank) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("counts of " + counts + " do not add up to " + total);
  }

  /** The value at a rank, within 0.5 % of it. */
  public double at(long rank) {
    return Buckets.middle(bucketAt(rank));
  }

  /**
   * The q-quantile, the value at rank clamp(ceil(q n), 1, n).
   *
   * @param q from 0 to 1
   * @throws IllegalArgumentException if q is outside, or there are no values
   */
  public double quantile(double q) {
    return at(rank(q));
  }

  /**
   * clamp(ceil(q n), 1, n), where q is the shortest decimal that prints as it.
   *
   * @throws IllegalArgumentException if q is outside 0 to 1
   */
  public long rank(double q) {
    if (!(q >= 0.0 && q <= 1.0)) {
      throw new IllegalArgumentException("q is " + q + "; allowed are 0 to 1");
    }
    long rank =
        BigDecimal.valueOf(q)
            .multiply(BigDecimal.valueOf(total))
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
    return Math.max(1, Math.min(total, rank));
  }

  /** The contents, the same for the same values. Only for counts of at least 0. */
  public byte[] toBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(1 + MOST_BYTES * counts.size());
    buffer.put(VERSION);
    long before = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      if (entry.getValue() < 0) {
        throw new IllegalStateException(
            "bucket "
                + entry.getKey()
                + " counts "
                + entry.getValue()
                + "; more was removed than added");
      }
      long step = entry.getKey() - before;
      before = entry.getKey();
      putVarint(buffer, step << 1 ^ step >> 63);
      putVarint(buffer, entry.getValue());
    }
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return bytes;
  }

  /**
   * The inverse of {@link #toBytes}.
   *
   * @throws IllegalArgumentException if the bytes are of no sketch
   */
  public static QuantileSketch fromBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    QuantileSketch sketch = new QuantileSketch();
    try {
      byte version = buffer.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "sketch begins with version " + version + "; known is " + VERSION);
      }
      long bucket = 0;
      while (buffer.hasRemaining()) {
        long step = varint(buffer);
        bucket += step >>> 1 ^ -(step & 1);
        sketch.addToBucket(Math.toIntExact(bucket), varint(buffer));
      }
    } catch (BufferUnderflowException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "sketch has " + bytes.length + " bytes that are of no quantile sketch", e);
    }
    return sketch;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantileSketch that && counts.equals(that.counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  @Override
  public String toString() {
    return "QuantileSketch[count=" + total + ", buckets=" + counts.size() + "]";
  }

  private static void putVarint(ByteBuffer buffer, long value) {
    long rest = value;
    while ((rest & ~PAYLOAD) != 0) {
      buffer.put((byte) (rest & PAYLOAD | CONTINUES));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  private static long varint(ByteBuffer buffer) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = buffer.get();
      value |= (long) (next & PAYLOAD) << shift;
      if ((next & CONTINUES) == 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("sketch holds a number of more than 64 bits");
  }
}
