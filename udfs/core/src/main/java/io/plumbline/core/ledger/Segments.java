package io.plumbline.core.ledger;

import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values of each dimension that have rows of their own: the first {@link #CAP} in the order of
 * the instant at which they first had a unit, then by name. The others are one segment.
 */
final class Segments {

  /** Values a dimension. */
  static final int CAP = 50;

  private final TreeMap<String, TreeSet<String>> admitted = new TreeMap<>();

  /** Admits what is new in the contributions of one instant. */
  void admit(List<Contribution> contributions) {
    TreeSet<SegmentKey> candidates = new TreeSet<>();
    for (Contribution contribution : contributions) {
      if (contribution.cell() instanceof Cell.Units units
          && contribution.amount().units() > 0
          && !units.dimension().equals(Cell.ALL)) {
        candidates.add(new SegmentKey(units.dimension(), units.segment()));
      }
    }
    for (SegmentKey candidate : candidates) {
      TreeSet<String> values =
          admitted.computeIfAbsent(candidate.dimension(), d -> new TreeSet<>());
      if (values.size() < CAP) {
        values.add(candidate.segment());
      }
    }
  }

  SegmentKey of(String dimension, String segment) {
    if (dimension.equals(Cell.ALL)) {
      return SegmentKey.WHOLE;
    }
    TreeSet<String> values = admitted.get(dimension);
    return new SegmentKey(
        dimension, values != null && values.contains(segment) ? segment : Cell.OTHER);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(admitted.size());
    for (Map.Entry<String, TreeSet<String>> entry : admitted.entrySet()) {
      LedgerData.writeString(entry.getKey(), out);
      out.writeInt(entry.getValue().size());
      for (String value : entry.getValue()) {
        LedgerData.writeString(value, out);
      }
    }
  }

  void read(DataInput in) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      TreeSet<String> values =
          admitted.computeIfAbsent(LedgerData.readString(in), d -> new TreeSet<>());
      for (int j = in.readInt(); j > 0; j--) {
        values.add(LedgerData.readString(in));
      }
    }
  }
}
