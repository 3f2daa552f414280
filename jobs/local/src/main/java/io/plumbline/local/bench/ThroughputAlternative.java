package io.plumbline.local.bench;

import io.plumbline.local.cluster.ClusterShape.StateBackend;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * One of the things whose speed is compared.
 *
 * @param experiments an event counts in; of {@link Kind#METRICS}, else that of the topics
 * @param limit the key of the alternative that only decodes such records; null of what has none
 */
record ThroughputAlternative(
    Kind kind, int experiments, StateBackend backend, ThroughputLoad load, String limit) {

  /** What is done with the records. */
  enum Kind {
    READ,
    DECODE_EXPOSURES,
    DECODE_EVENTS,
    SRM,
    METRICS
  }

  static final int USUAL_EXPERIMENTS = 3;

  private static final String DECODE_EXPOSURES = "decode-exposures";
  private static final String DECODE_EVENTS = "decode-events";

  /**
   * All of them, in the order in which a round runs them.
   *
   * @param limits of what keeps no state
   * @param heap of what keeps its state there
   * @param rocksDb of what keeps its state there
   */
  static List<ThroughputAlternative> all(
      ThroughputLoad limits, ThroughputLoad heap, ThroughputLoad rocksDb) {
    List<ThroughputAlternative> all = new ArrayList<>();
    for (Kind kind : List.of(Kind.READ, Kind.DECODE_EXPOSURES, Kind.DECODE_EVENTS)) {
      all.add(new ThroughputAlternative(kind, USUAL_EXPERIMENTS, StateBackend.HEAP, limits, null));
    }
    for (StateBackend backend : StateBackend.values()) {
      ThroughputLoad own = backend == StateBackend.HEAP ? heap : rocksDb;
      all.add(
          new ThroughputAlternative(Kind.SRM, USUAL_EXPERIMENTS, backend, own, DECODE_EXPOSURES));
      for (int experiments : ThroughputLoad.EXPERIMENTS) {
        all.add(new ThroughputAlternative(Kind.METRICS, experiments, backend, own, DECODE_EVENTS));
      }
    }
    return all;
  }

  /**
   * Some of them, and the limits that they are compared with, in the order of all.
   *
   * @param keys empty: all
   * @throws IllegalArgumentException if there is none of a key
   */
  static List<ThroughputAlternative> chosen(
      List<ThroughputAlternative> all, Collection<String> keys) {
    if (keys.isEmpty()) {
      return all;
    }
    List<String> known = all.stream().map(ThroughputAlternative::key).toList();
    for (String key : keys) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "--alternatives: %s (allowed: %s)".formatted(key, String.join(", ", known)));
      }
    }
    List<String> limits =
        all.stream()
            .filter(alternative -> keys.contains(alternative.key()))
            .map(ThroughputAlternative::limit)
            .toList();
    return all.stream()
        .filter(
            alternative -> keys.contains(alternative.key()) || limits.contains(alternative.key()))
        .toList();
  }

  /** By which it is chosen; unique. */
  String key() {
    return switch (kind) {
      case READ -> "read-events";
      case DECODE_EXPOSURES -> DECODE_EXPOSURES;
      case DECODE_EVENTS -> DECODE_EVENTS;
      case SRM -> "srm-" + state();
      case METRICS -> "metrics-" + experiments + "-" + state();
    };
  }

  /** As in the table. */
  String title() {
    return switch (kind) {
      case READ -> "read events and discard";
      case DECODE_EXPOSURES -> "decode exposures and discard";
      case DECODE_EVENTS -> "decode events and discard";
      case SRM -> "SrmJob, " + state();
      case METRICS -> "MetricsJob, %d per event, %s".formatted(experiments, state());
    };
  }

  private String state() {
    return backend.name().toLowerCase(Locale.ROOT);
  }

  boolean isJob() {
    return kind == Kind.SRM || kind == Kind.METRICS;
  }

  /** The topics that it reads, but for the configuration; that of exposures first. */
  List<String> topics() {
    return readsMetricEvents() ? List.of(exposures(), load.metricEvents()) : List.of(exposures());
  }

  /** The topic of exposures that it reads. */
  String exposures() {
    return switch (kind) {
      case SRM, DECODE_EXPOSURES -> load.manyExposures();
      default -> load.exposures(experiments);
    };
  }

  boolean readsMetricEvents() {
    return kind != Kind.SRM && kind != Kind.DECODE_EXPOSURES;
  }

  /** Records in its topics. */
  long records() {
    return readsMetricEvents()
        ? load.metricEventRecords() + load.exposureRecords(experiments)
        : load.metricEventRecords();
  }

  /** Records that the row of the last tick accounts for: all but those behind it. */
  long accountable() {
    return records() - (long) topics().size() * ThroughputLoad.PARTITIONS * load.copies();
  }
}
