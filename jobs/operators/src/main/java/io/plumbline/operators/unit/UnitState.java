package io.plumbline.operators.unit;

import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Kept;
import io.plumbline.core.unit.UnitInput;
import io.plumbline.core.unit.UnitMemory;
import io.plumbline.core.unit.UnitRecord;
import io.plumbline.operators.codec.KeptCodec;
import io.plumbline.operators.codec.UnitInputCodec;
import io.plumbline.operators.codec.UnitRecordCodec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The state of the unit that the task is at.
 *
 * <ul>
 *   <li>The record: small, read and written once a tick.
 *   <li>What waits for its tick, in pieces: an event is appended to a piece of at most {@value
 *       #PIECE} others, so that a busy unit is not written whole with each event.
 *   <li>In logs, what is kept for late exposures, by tick: written once, read only by them.
 *   <li>The ids of counted metric events, each an entry of its own.
 * </ul>
 */
final class UnitState implements UnitMemory {
  private static final int PIECE = 64;

  private final Timing timing;
  private final ValueState<UnitRecord> record;
  private final MapState<Long, List<UnitInput>> waiting;
  private final MapState<Long, List<Kept>> kept;
  private final MapState<String, Long> counted;

  UnitState(RuntimeContext context, Timing timing) {
    this.timing = timing;
    record = context.getState(new ValueStateDescriptor<>("unit", UnitRecordCodec.TYPE));
    waiting =
        context.getMapState(
            new MapStateDescriptor<>("waiting", Types.LONG, Types.LIST(UnitInputCodec.TYPE)));
    kept =
        context.getMapState(
            new MapStateDescriptor<>("kept", Types.LONG, Types.LIST(KeptCodec.TYPE)));
    counted = context.getMapState(new MapStateDescriptor<>("seen-ids", Types.STRING, Types.LONG));
  }

  UnitRecord record() throws Exception {
    UnitRecord value = record.value();
    return value == null ? UnitRecord.EMPTY : value;
  }

  void update(UnitRecord next) throws Exception {
    if (next.equals(UnitRecord.EMPTY)) {
      record.clear();
    } else {
      record.update(next);
    }
  }

  /**
   * Lets an input wait for its tick.
   *
   * @return whether it is the first there
   */
  boolean await(long tick, UnitInput input) throws Exception {
    List<UnitInput> open = waiting.get(tick);
    boolean isFirst = open == null;
    if (isFirst) {
      open = new ArrayList<>();
    } else if (open.size() >= PIECE) {
      long slot = freeSlot(tick);
      if (slot < tick + timing.tickMs()) {
        waiting.put(slot, open);
        open = new ArrayList<>();
      }
    }
    open.add(input);
    waiting.put(tick, open);
    return isFirst;
  }

  /** Full pieces stand at the milliseconds that follow the tick, without a gap. */
  private long freeSlot(long tick) throws Exception {
    long reach = 1;
    while (waiting.contains(tick + reach)) {
      reach *= 2;
    }
    long taken = tick + reach / 2;
    long free = tick + reach;
    while (free - taken > 1) {
      long middle = (taken + free) >>> 1;
      if (waiting.contains(middle)) {
        taken = middle;
      } else {
        free = middle;
      }
    }
    return free;
  }

  /** What waited for a tick; it waits no longer. */
  List<UnitInput> take(long tick) throws Exception {
    List<UnitInput> open = waiting.get(tick);
    if (open == null) {
      return List.of();
    }
    waiting.remove(tick);
    List<UnitInput> all = open;
    for (long slot = tick + 1; slot < tick + timing.tickMs(); slot++) {
      List<UnitInput> piece = waiting.get(slot);
      if (piece == null) {
        break;
      }
      all = all == open ? new ArrayList<>(open) : all;
      all.addAll(piece);
      waiting.remove(slot);
    }
    return all;
  }

  /**
   * Forgets what nothing that is accepted from a tick on could ask for.
   *
   * @return when the first of the rest ends; {@link UnitRecord#NEVER} if nothing is left
   */
  long forget(long tick) throws Exception {
    long first = UnitRecord.NEVER;
    for (Iterator<Long> buckets = kept.keys().iterator(); buckets.hasNext(); ) {
      long end = buckets.next() + timing.latenessMs();
      if (end <= tick) {
        buckets.remove();
      } else {
        first = Math.min(first, end);
      }
    }
    long firstId = UnitRecord.NEVER;
    for (Iterator<Map.Entry<String, Long>> ids = counted.iterator(); ids.hasNext(); ) {
      long end = ids.next().getValue() + timing.latenessMs() + 1;
      if (end <= tick) {
        ids.remove();
      } else {
        firstId = Math.min(firstId, end);
      }
    }
    // an iterator leaves an empty map behind
    if (first == UnitRecord.NEVER) {
      kept.clear();
    }
    if (firstId == UnitRecord.NEVER) {
      counted.clear();
    }
    return Math.min(first, firstId);
  }

  @Override
  public Long lastCounted(String eventId) {
    try {
      return counted.get(eventId);
    } catch (Exception e) {
      throw inaccessible("ids", e);
    }
  }

  @Override
  public void rememberCounted(String eventId, long eventTime) {
    try {
      counted.put(eventId, eventTime);
    } catch (Exception e) {
      throw inaccessible("ids", e);
    }
  }

  @Override
  public SortedMap<Long, List<Kept>> kept() {
    try {
      SortedMap<Long, List<Kept>> all = new TreeMap<>();
      for (Map.Entry<Long, List<Kept>> entry : kept.entries()) {
        all.put(entry.getKey(), entry.getValue());
      }
      return all;
    } catch (Exception e) {
      throw inaccessible("kept events", e);
    }
  }

  @Override
  public void keep(long tick, List<Kept> more) {
    try {
      kept.put(tick, more);
    } catch (Exception e) {
      throw inaccessible("kept events", e);
    }
  }

  private static IllegalStateException inaccessible(String what, Exception cause) {
    return new IllegalStateException(
        "the state of a unit's " + what + " cannot be read or written", cause);
  }
}
