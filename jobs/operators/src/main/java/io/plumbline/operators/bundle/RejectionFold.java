package io.plumbline.operators.bundle;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Rejection;

/** Of the records refused for one reason in one tick, keeps those that the table keeps. */
final class RejectionFold implements Fold<Rejection, RejectionFold.Key, RejectionSample> {

  record Key(long tick, RejectReason reason, String topic) {}

  @Override
  public Key key(Rejection value) {
    return new Key(value.tick(), value.reason(), value.position().topic());
  }

  @Override
  public RejectionSample start(Rejection value) {
    return add(new RejectionSample(), value);
  }

  @Override
  public RejectionSample add(RejectionSample kept, Rejection value) {
    kept.add(value);
    return kept;
  }

  @Override
  public Iterable<Rejection> emit(Key key, RejectionSample kept) {
    return kept.inOrder();
  }

  @Override
  public long timestamp(Rejection value) {
    return value.tick() - 1;
  }
}
