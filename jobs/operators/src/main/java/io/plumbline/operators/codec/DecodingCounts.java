package io.plumbline.operators.codec;

/** What a decoder has seen and no record tells of. */
public final class DecodingCounts {
  private long tombstones;
  private long dropped;
  private long notSelected;
  private long missingIds;

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

  /** Events without an id of their own: they got one from their position. */
  public long missingIds() {
    return missingIds;
  }

  void addMissingId() {
    missingIds++;
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
