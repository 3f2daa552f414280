package io.plumbline.e2e.oracle;

import java.util.Comparator;

/** A value of a dimension; the whole is {@link #ALL}. */
record Segment(String dimension, String value) implements Comparable<Segment> {

  static final Segment ALL = new Segment("all", "all");
  static final String MISSING = "__missing__";
  static final String OTHER = "__other__";
  static final int CAP = 50;

  private static final Comparator<Segment> ORDER =
      Comparator.comparing(Segment::dimension).thenComparing(Segment::value);

  boolean isAll() {
    return equals(ALL);
  }

  @Override
  public int compareTo(Segment other) {
    return ORDER.compare(this, other);
  }
}
