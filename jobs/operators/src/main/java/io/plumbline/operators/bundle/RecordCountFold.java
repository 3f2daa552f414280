package io.plumbline.operators.bundle;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.RecordCount;
import java.util.List;
import java.util.Objects;

/** Adds up counts of records that met the same fate in one tick; what cancels out is nothing. */
final class RecordCountFold implements Fold<RecordCount, RecordCountFold.Key, RecordCount> {

  /** Looked up for every record; its equality is written out as that of {@link Cell}. */
  record Key(long tick, String topic, int partition, Disposition disposition, RejectReason reason) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that
          && tick == that.tick
          && partition == that.partition
          && disposition == that.disposition
          && reason == that.reason
          && Objects.equals(topic, that.topic);
    }

    @Override
    public int hashCode() {
      int hash = 31 * Objects.hashCode(topic) + Long.hashCode(tick);
      return ((31 * hash + partition) * 31 + disposition.ordinal()) * 31
          + (reason == null ? 0 : 1 + reason.ordinal());
    }
  }

  @Override
  public Key key(RecordCount value) {
    return new Key(
        value.tick(), value.topic(), value.partition(), value.disposition(), value.reason());
  }

  @Override
  public RecordCount start(RecordCount value) {
    return value;
  }

  @Override
  public RecordCount add(RecordCount kept, RecordCount value) {
    return kept.plus(value);
  }

  @Override
  public Iterable<RecordCount> emit(Key key, RecordCount kept) {
    boolean isNothing = kept.count() == 0 && kept.lastOffset() < 0;
    return isNothing ? List.of() : List.of(kept);
  }

  @Override
  public long timestamp(RecordCount value) {
    return value.tick() - 1;
  }
}
