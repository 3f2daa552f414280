package io.plumbline.operators.bundle;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.RecordCount;
import java.util.List;

/** Adds up counts of records that met the same fate in one tick. */
final class RecordCountFold implements Fold<RecordCount, RecordCountFold.Key, Long> {

  record Key(long tick, String topic, Disposition disposition, RejectReason reason) {}

  @Override
  public Key key(RecordCount value) {
    return new Key(value.tick(), value.topic(), value.disposition(), value.reason());
  }

  @Override
  public Long start(RecordCount value) {
    return value.count();
  }

  @Override
  public Long add(Long kept, RecordCount value) {
    return kept + value.count();
  }

  @Override
  public Iterable<RecordCount> emit(Key key, Long kept) {
    return List.of(new RecordCount(key.tick(), key.topic(), key.disposition(), key.reason(), kept));
  }

  @Override
  public long timestamp(RecordCount value) {
    return value.tick() - 1;
  }
}
