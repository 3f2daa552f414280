package io.plumbline.operators.codec;

/** What a decoder read that gave no record. */
public final class DecodingCounts {
  private long tombstones;
  private long dropped;
  private long notSelected;

  /** Messages without a value. */
  public long tombstones() {
    return tombstones;
  }

  /** Events that a mapping's {@code drop} left out. */
  public long dropped() {
    return dropped;
  }

  /** Events that a mapping's {@code where} did not select. */
  public long notSelected() {
    return notSelected;
  }

  void addTombstone() {
    tombstones++;
  }

  void addDropped() {
    dropped++;
  }

  void addNotSelected() {
    notSelected++;
  }
}
