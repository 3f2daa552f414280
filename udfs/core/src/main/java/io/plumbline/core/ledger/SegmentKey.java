package io.plumbline.core.ledger;

import io.plumbline.core.unit.Cell;
import java.util.Comparator;

/** A value of a dimension; the whole experiment is (all, all). */
public record SegmentKey(String dimension, String segment) implements Comparable<SegmentKey> {
  public static final SegmentKey WHOLE = new SegmentKey(Cell.ALL, Cell.ALL);

  private static final Comparator<SegmentKey> ORDER =
      Comparator.comparing(SegmentKey::dimension).thenComparing(SegmentKey::segment);

  boolean isWhole() {
    return equals(WHOLE);
  }

  @Override
  public int compareTo(SegmentKey other) {
    return ORDER.compare(this, other);
  }
}
