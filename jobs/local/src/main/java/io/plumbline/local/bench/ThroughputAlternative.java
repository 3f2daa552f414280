package io.plumbline.local.bench;

import io.plumbline.local.cluster.ClusterShape.StateBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One of the things whose speed is compared.
 *
 * @param experiments an event counts in; of {@link Kind#METRICS}, else that of the topics
 * @param decoding the alternative that only decodes the same records; null of what needs none
 */
record ThroughputAlternative(
    Kind kind, int experiments, StateBackend backend, ThroughputLoad load, String decoding) {

  /** What is done with the records. */
  enum Kind {
    READ,
    DECODE_EXPOSURES,
    DECODE_EVENTS,
    SRM,
    METRICS
  }

  static final int USUAL_EXPERIMENTS = 3;

  static final String DECODE_EXPOSURES = "decode exposures and discard";
  static final String DECODE_EVENTS = "decode events and discard";

  /**
   * All of them, in the order in which a round runs them.
   *
   * @param small of what keeps its state in RocksDB, which would take all the time there is
   */
  static List<ThroughputAlternative> all(ThroughputLoad load, ThroughputLoad small) {
    List<ThroughputAlternative> all = new ArrayList<>();
    all.add(stateless(Kind.READ, load));
    all.add(stateless(Kind.DECODE_EXPOSURES, load));
    all.add(stateless(Kind.DECODE_EVENTS, load));
    for (StateBackend backend : StateBackend.values()) {
      ThroughputLoad own = backend == StateBackend.HEAP ? load : small;
      all.add(
          new ThroughputAlternative(Kind.SRM, USUAL_EXPERIMENTS, backend, own, DECODE_EXPOSURES));
      for (int experiments : ThroughputLoad.EXPERIMENTS) {
        all.add(new ThroughputAlternative(Kind.METRICS, experiments, backend, own, DECODE_EVENTS));
      }
    }
    return all;
  }

  private static ThroughputAlternative stateless(Kind kind, ThroughputLoad load) {
    return new ThroughputAlternative(kind, USUAL_EXPERIMENTS, StateBackend.HEAP, load, null);
  }

  /** As in the table; unique. */
  String name() {
    String state = backend.name().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case READ -> "read events and discard";
      case DECODE_EXPOSURES -> DECODE_EXPOSURES;
      case DECODE_EVENTS -> DECODE_EVENTS;
      case SRM -> "SrmJob, " + state;
      case METRICS -> "MetricsJob, %d per event, %s".formatted(experiments, state);
    };
  }

  boolean isJob() {
    return kind == Kind.SRM || kind == Kind.METRICS;
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

  /** Records in its topics but for the configuration. */
  long records() {
    return readsMetricEvents()
        ? load.metricEventRecords() + load.exposureRecords(experiments)
        : load.metricEventRecords();
  }
}
