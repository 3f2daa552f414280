package io.plumbline.core.unit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A unit's memory that forgets nothing unless it is told to. */
final class TestMemory implements UnitMemory {
  final Map<String, Long> counted = new HashMap<>();
  final TreeMap<Long, List<Kept>> kept = new TreeMap<>();

  @Override
  public Long lastCounted(String eventId) {
    return counted.get(eventId);
  }

  @Override
  public void rememberCounted(String eventId, long eventTime) {
    counted.put(eventId, eventTime);
  }

  @Override
  public SortedMap<Long, List<Kept>> kept() {
    return kept;
  }

  @Override
  public void keep(long tick, List<Kept> list) {
    kept.put(tick, list);
  }
}
