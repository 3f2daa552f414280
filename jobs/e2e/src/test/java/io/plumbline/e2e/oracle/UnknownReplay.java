package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Alerts of exposures for keys that nobody knows, one key after the other. */
final class UnknownReplay {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int MANY = 100;
  private static final int MOST_KEYS = 1_000;

  private final Configuration configuration;
  private final long tick;
  private final Tables tables;
  private final Map<String, TreeMap<Long, Long>> exposures = new TreeMap<>();

  UnknownReplay(Configuration configuration, Outcomes outcomes, long tick, Tables tables) {
    this.configuration = configuration;
    this.tick = tick;
    this.tables = tables;
    outcomes
        .steps()
        .forEach(
            (arrival, steps) -> {
              Outcome first = steps.get(0);
              if (arrival.kind == Kind.EXPOSURES && "UNKNOWN_EXPERIMENT".equals(first.reason())) {
                exposures
                    .computeIfAbsent(arrival.record.experiment(), key -> new TreeMap<>())
                    .merge(first.from(), 1L, Long::sum);
              }
            });
    if (exposures.size() > MOST_KEYS) {
      throw new UnsupportedOperationException("which keys are followed among so many");
    }
  }

  /**
   * @param end no row has a greater as_of
   */
  void replay(long end) {
    exposures.forEach((key, counts) -> replay(key, counts, knownAt(key), end));
  }

  /** The first row in which an exposure may find the experiment. */
  private long knownAt(String key) {
    for (Experiment experiment : configuration.experiments()) {
      if (experiment.key().equals(key)) {
        return Instants.gridAfter(experiment.knownFrom(), tick);
      }
    }
    return Configuration.NEVER;
  }

  private void replay(String key, TreeMap<Long, Long> counts, long knownAt, long end) {
    long sum = 0;
    long over = Long.MAX_VALUE;
    Long openedAt = null;
    for (Map.Entry<Long, Long> at : counts.entrySet()) {
      long now = at.getKey();
      if (now > end || now >= knownAt) {
        break;
      }
      if (now >= over) {
        if (openedAt != null) {
          tell(key, openedAt, over, true);
        }
        openedAt = null;
        sum = 0;
      }
      sum += at.getValue();
      over = now + DAY;
      if (openedAt == null && sum >= MANY) {
        openedAt = now;
        tell(key, now, now, false);
      }
    }
    long ends = Math.min(over, knownAt);
    if (openedAt != null && ends <= end) {
      tell(key, openedAt, ends, true);
    }
  }

  private void tell(String key, long openedAt, long at, boolean resolved) {
    Map<String, Object> alert = new HashMap<>();
    alert.put("job", "srm");
    alert.put("alert_id", "unknown-experiment-" + key + "-" + Instant.ofEpochMilli(openedAt));
    alert.put("sequence", resolved ? 2 : 1);
    alert.put("alert_type", "UNKNOWN_EXPERIMENT");
    alert.put("severity", resolved ? "info" : "warning");
    alert.put("status", resolved ? "RESOLVED" : "OPENED");
    alert.put("resolution", resolved ? "RECOVERED" : null);
    alert.put("experiment_key", key);
    alert.put("as_of", Instant.ofEpochMilli(at));
    alert.put("first_as_of", Instant.ofEpochMilli(openedAt));
    tables.addAlert(alert);
  }
}
