package io.plumbline.operators.bundle;

import io.plumbline.operators.codec.TickCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up what counts in one tick. */
final class TickCountsFold implements Fold<TickCounts, Long, Map<String, Long>> {

  @Override
  public Long key(TickCounts value) {
    return value.tick();
  }

  @Override
  public Map<String, Long> start(TickCounts value) {
    return new HashMap<>(value.counts());
  }

  @Override
  public Map<String, Long> add(Map<String, Long> kept, TickCounts value) {
    value.counts().forEach((key, count) -> kept.merge(key, count, Long::sum));
    return kept;
  }

  @Override
  public Iterable<TickCounts> emit(Long key, Map<String, Long> kept) {
    return List.of(new TickCounts(key, kept));
  }

  @Override
  public long timestamp(TickCounts value) {
    return value.tick() - 1;
  }
}
