package io.plumbline.core.unit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What is kept of a unit; read only if something late asks for it. */
final class Past {
  private final UnitMemory memory;
  private final long tick;
  private final List<Kept> fresh = new ArrayList<>();
  private final Set<Long> changed = new HashSet<>(0);
  private SortedMap<Long, List<Kept>> older;

  Past(UnitMemory memory, long tick) {
    this.memory = memory;
    this.tick = tick;
  }

  void keep(Kept kept) {
    fresh.add(kept);
  }

  /** All that became visible at this time or later, in the order of counting. */
  void forEach(long visibleFrom, Consumer<Kept> consumer) {
    for (List<Kept> bucket : older().values()) {
      forEach(bucket, visibleFrom, consumer);
    }
    forEach(fresh, visibleFrom, consumer);
  }

  /** Puts others in the place of all that became visible at this time or later. */
  void replace(long visibleFrom, UnaryOperator<Kept> operator) {
    for (var entry : older().entrySet()) {
      List<Kept> next = new ArrayList<>(entry.getValue());
      if (replace(next, visibleFrom, operator)) {
        changed.add(entry.getKey());
        entry.setValue(next);
      }
    }
    replace(fresh, visibleFrom, operator);
  }

  void finish() {
    for (long bucket : changed) {
      memory.keep(bucket, older.get(bucket));
    }
    if (!fresh.isEmpty()) {
      memory.keep(tick, List.copyOf(fresh));
    }
  }

  private SortedMap<Long, List<Kept>> older() {
    if (older == null) {
      older = new TreeMap<>(memory.kept());
    }
    return older;
  }

  private static void forEach(List<Kept> bucket, long visibleFrom, Consumer<Kept> consumer) {
    for (Kept kept : bucket) {
      if (kept.visibleAt() >= visibleFrom) {
        consumer.accept(kept);
      }
    }
  }

  private static boolean replace(
      List<Kept> bucket, long visibleFrom, UnaryOperator<Kept> operator) {
    boolean anyChanged = false;
    for (int i = 0; i < bucket.size(); i++) {
      Kept kept = bucket.get(i);
      if (kept.visibleAt() >= visibleFrom) {
        Kept next = operator.apply(kept);
        anyChanged |= next != kept;
        bucket.set(i, next);
      }
    }
    return anyChanged;
  }
}
