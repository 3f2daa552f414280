package io.plumbline.core.unit;

import java.util.List;
import java.util.SortedMap;

/**
 * What is remembered of a unit beside its record, for as long as something late could ask for it.
 * What is forgotten later than it could be makes no difference to the fold.
 */
public interface UnitMemory {

  /** Event time of the last counted metric event with this id; null: none is remembered. */
  Long lastCounted(String eventId);

  void rememberCounted(String eventId, long eventTime);

  /** What is kept, by the tick in whose row it counted first, in the order of counting. */
  SortedMap<Long, List<Kept>> kept();

  /** Keeps this in place of what was kept of a tick. */
  void keep(long tick, List<Kept> kept);
}
