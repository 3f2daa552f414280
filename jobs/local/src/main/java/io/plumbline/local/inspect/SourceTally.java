package io.plumbline.local.inspect;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.unit.Position;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What came of one source. */
final class SourceTally {
  /** Further names are counted together: a wrong path may give a new one with every record. */
  static final int MOST_NAMES = 1_000;

  static final String OTHERS = "(others)";

  /** How often a record was refused for a reason, and the first one. */
  static final class Refused {
    private final String detail;
    private final Position position;
    private long count;

    private Refused(String detail, Position position) {
      this.detail = detail;
      this.position = position;
    }

    String detail() {
      return detail;
    }

    Position position() {
      return position;
    }

    long count() {
      return count;
    }
  }

  private final String name;
  private final String topic;
  private final Map<String, Experiment> configured;
  private final EnumMap<RejectReason, Refused> refused = new EnumMap<>(RejectReason.class);
  private final TreeMap<String, Long> unitTypes = new TreeMap<>();
  private final TreeMap<String, Long> eventNames = new TreeMap<>();
  private final TreeMap<String, SplitTally> splits = new TreeMap<>();
  private long messages;
  private long mapped;
  private long notSelected;
  private long dropped;
  private long tombstones;
  private long missingIds;

  SourceTally(String name, String topic, Map<String, Experiment> configured) {
    this.name = name;
    this.topic = topic;
    this.configured = configured;
  }

  void addMessage() {
    messages++;
  }

  /** What the decoder counted by itself, so far. */
  void setPassedOver(long notSelected, long dropped, long tombstones, long missingIds) {
    this.notSelected = notSelected;
    this.dropped = dropped;
    this.tombstones = tombstones;
    this.missingIds = missingIds;
  }

  void addMissingId() {
    missingIds++;
  }

  void addRefused(RejectReason reason, String detail, Position position) {
    refused.computeIfAbsent(reason, first -> new Refused(detail, position)).count++;
  }

  void addMapped(Event event) {
    mapped++;
    event.identities().keySet().forEach(type -> count(unitTypes, type));
    if (event instanceof MetricEvent metricEvent) {
      count(eventNames, metricEvent.eventName());
    } else if (event instanceof Exposure exposure) {
      String key = known(splits, exposure.experimentKey());
      splits.computeIfAbsent(key, k -> new SplitTally(configured.get(k))).add(exposure);
    }
  }

  private static void count(Map<String, Long> counts, String name) {
    counts.merge(known(counts, name), 1L, Long::sum);
  }

  private static String known(Map<String, ?> names, String name) {
    return names.size() < MOST_NAMES || names.containsKey(name) ? name : OTHERS;
  }

  String name() {
    return name;
  }

  String topic() {
    return topic;
  }

  long messages() {
    return messages;
  }

  long mapped() {
    return mapped;
  }

  long notSelected() {
    return notSelected;
  }

  long dropped() {
    return dropped;
  }

  long tombstones() {
    return tombstones;
  }

  long missingIds() {
    return missingIds;
  }

  Map<RejectReason, Refused> refused() {
    return refused;
  }

  Map<String, Long> unitTypes() {
    return unitTypes;
  }

  Map<String, Long> eventNames() {
    return eventNames;
  }

  Map<String, SplitTally> splits() {
    return splits;
  }
}
