package io.plumbline.core.unit;

import io.plumbline.core.time.Timing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A unit's memory that forgets nothing unless it is told to. */
final class TestMemory implements UnitMemory {
  final Map<String, Long> counted = new HashMap<>();
  final TreeMap<Long, List<Kept>> kept = new TreeMap<>();

  /** Forgets at once what nothing accepted from a tick on can ask for. */
  void forget(long tick, Timing timing) {
    kept.headMap(tick - timing.latenessMs(), true).clear();
    counted.values().removeIf(time -> timing.acceptedUntil(time) < tick);
  }

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
