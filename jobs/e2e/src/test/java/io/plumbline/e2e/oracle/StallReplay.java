package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Allocation;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Alerts of exposures that stop, worked out from the rows of experiment_health that are there
 * already. Every bucket is judged from the list of all that a rate was learned from.
 */
final class StallReplay {

  private static final long FIVE_MINUTES = Duration.ofMinutes(5).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final double ALARM = Math.log(10_000);
  private static final int WARM = 24;

  private final Configuration configuration;
  private final Tables tables;
  private final long bucket;
  private final Map<String, Watched> watched = new HashMap<>();

  /** What is remembered of an experiment. */
  private static final class Watched {
    private List<Long> learned = new ArrayList<>();
    private List<double[]> clocked = new ArrayList<>();
    private TreeMap<Long, Long> past = new TreeMap<>();
    private double logM;
    private Long openedAt;

    void forget() {
      learned = new ArrayList<>();
      clocked = new ArrayList<>();
      past = new TreeMap<>();
      logM = 0;
    }

    double rate() {
      double sum = 0;
      double weights = 0;
      for (int i = 0; i < learned.size(); i++) {
        double weight = Math.pow(0.95, learned.size() - 1 - i);
        sum += weight * learned.get(i);
        weights += weight;
      }
      return sum / weights;
    }

    boolean isMeasure() {
      return learned.size() >= WARM && openedAt == null;
    }
  }

  StallReplay(Configuration configuration, RunTiming timing, Tables tables) {
    this.configuration = configuration;
    this.tables = tables;
    long ticks = 1;
    while (ticks * timing.tickMs() < FIVE_MINUTES) {
      ticks++;
    }
    this.bucket = ticks * timing.tickMs();
  }

  /**
   * @param bounded whether a stop after the end is told too
   * @param end no bucket ends later
   */
  void replay(boolean bounded, long end) {
    Map<String, TreeMap<Long, Long>> exposures = exposures();
    TreeSet<Long> filled = new TreeSet<>();
    exposures.values().forEach(counts -> filled.addAll(counts.keySet()));
    configuration.experiments().forEach(e -> watched.put(e.key(), new Watched()));
    if (filled.isEmpty()) {
      return;
    }
    long seen = filled.first();
    for (long at = filled.first(); at <= end; at += bucket) {
      boolean tooLong = at - seen > 7 * DAY;
      if (filled.contains(at)) {
        seen = at;
        if (tooLong) {
          watched.values().forEach(Watched::forget);
        }
        tooLong = false;
      }
      resolveStopped(at);
      if (!tooLong) {
        judge(at, exposures);
      }
    }
    resolveStopped(bounded ? Long.MAX_VALUE : end);
  }

  /** By experiment and end of bucket, above 0: how much the rows of the srm job grow in it. */
  private Map<String, TreeMap<Long, Long>> exposures() {
    Map<String, TreeMap<Long, Long>> standing = new HashMap<>();
    for (Map<String, Object> row : tables.rows().get(Tables.EXPERIMENT_HEALTH)) {
      if (row.get("job").equals("srm")) {
        standing
            .computeIfAbsent((String) row.get("experiment_key"), key -> new TreeMap<>())
            .merge(
                ((Instant) row.get("as_of")).toEpochMilli(),
                (Long) row.get("exposures"),
                Long::sum);
      }
    }
    Map<String, TreeMap<Long, Long>> growth = new HashMap<>();
    standing.forEach(
        (key, counts) -> {
          TreeMap<Long, Long> own = new TreeMap<>();
          long before = 0;
          for (Map.Entry<Long, Long> at : counts.entrySet()) {
            long more = at.getValue() - before;
            before = at.getValue();
            if (more != 0) {
              own.merge(Instants.gridAfter(at.getKey() - 1, bucket), more, Long::sum);
            }
          }
          growth.put(key, own);
        });
    return growth;
  }

  private void resolveStopped(long through) {
    for (Experiment experiment : configuration.experiments()) {
      Watched own = watched.get(experiment.key());
      Long stop = experiment.stoppedAt();
      if (own.openedAt != null && stop != null && stop <= through) {
        tell(experiment, own.openedAt, stop, "STOPPED");
        own.openedAt = null;
      }
    }
  }

  private void judge(long at, Map<String, TreeMap<Long, Long>> exposures) {
    Map<Experiment, Long> through = new HashMap<>();
    List<Experiment> measures = new ArrayList<>();
    for (Experiment experiment : configuration.experiments()) {
      boolean stops = experiment.stoppedAt() != null && experiment.stoppedAt() <= at;
      if (experiment.startedAt() <= at - bucket && !stops) {
        TreeMap<Long, Long> own = exposures.getOrDefault(experiment.key(), new TreeMap<>());
        through.put(experiment, own.getOrDefault(at, 0L));
        if (watched.get(experiment.key()).isMeasure() && !isChanged(experiment, at)) {
          measures.add(experiment);
        }
      }
    }
    boolean anySeen = through.values().stream().anyMatch(x -> x > 0);
    Map<Experiment, Double> rates = new HashMap<>();
    measures.forEach(each -> rates.put(each, watched.get(each.key()).rate()));
    // the rates that others are measured by are those from before the bucket
    through.forEach(
        (experiment, x) -> {
          Watched own = watched.get(experiment.key());
          List<Experiment> others =
              measures.stream().filter(other -> !other.equals(experiment)).toList();
          List<Long> learned = own.learned;
          if (isChanged(experiment, at)) {
            if (own.openedAt != null) {
              tell(experiment, own.openedAt, at, "RESET");
              own.openedAt = null;
            }
            own.forget();
          } else if (others.isEmpty()) {
            alone(experiment, own, at, x);
          } else {
            long beside = others.stream().mapToLong(through::get).sum();
            double usually = others.stream().mapToDouble(rates::get).sum();
            besideOthers(experiment, own, at, x, beside, usually);
          }
          if (anySeen && own.learned == learned) {
            own.learned.add(x);
          }
        });
  }

  private boolean isChanged(Experiment experiment, long at) {
    for (Allocation allocation : experiment.allocations()) {
      if (allocation.at() > experiment.startedAt()
          && allocation.at() >= at - bucket
          && allocation.at() < at) {
        return true;
      }
    }
    return false;
  }

  private void besideOthers(
      Experiment experiment, Watched own, long at, long x, long beside, double usually) {
    own.clocked = new ArrayList<>();
    own.past = new TreeMap<>();
    if (beside == 0) {
      return;
    }
    List<double[]> learned = new ArrayList<>();
    own.learned.forEach(before -> learned.add(new double[] {before, usually + 1}));
    weigh(experiment, own, learned, at, x, beside + 1);
  }

  private void alone(Experiment experiment, Watched own, long at, long x) {
    TreeSet<Long> alike = new TreeSet<>();
    for (int day = 1; day <= 7; day++) {
      // the bucket in which the same moment of that day lies
      long begin = Math.floorDiv(at - bucket - day * DAY, bucket) * bucket;
      for (int near = -2; near <= 2; near++) {
        alike.add(begin + bucket + near * bucket);
      }
    }
    alike.retainAll(own.past.keySet());
    own.past.put(at, x);
    if (!alike.isEmpty()) {
      double usual = alike.stream().mapToLong(own.past::get).average().orElseThrow() + 0.5;
      List<double[]> before = List.copyOf(own.clocked);
      own.clocked.add(new double[] {x, usual});
      weigh(experiment, own, before, at, x, usual);
    }
  }

  /** One more factor of the evidence, from (exposures, reference) of the buckets before. */
  private void weigh(
      Experiment experiment, Watched own, List<double[]> before, long at, long x, double g) {
    if (before.size() < WARM) {
      own.logM = 0;
      return;
    }
    double a = 0;
    double s = 0;
    for (double[] each : before) {
      a = 0.95 * a + each[0];
      s = 0.95 * s + each[1];
    }
    if (a > 400) {
      s *= 400 / a;
      a = 400;
    }
    double most = Math.max(logRatio(0.02, x, g, a, s), logRatio(0.2, x, g, a, s));
    double logL =
        most
            + Math.log(
                (Math.exp(logRatio(0.02, x, g, a, s) - most)
                        + Math.exp(logRatio(0.2, x, g, a, s) - most))
                    / 2);
    own.logM = Math.max(0, own.logM) + logL;
    if (own.openedAt == null && own.logM >= ALARM) {
      own.openedAt = at;
      tell(experiment, at, at, null);
    } else if (own.openedAt != null && own.logM <= 0) {
      tell(experiment, own.openedAt, at, "RECOVERED");
      own.openedAt = null;
      own.clocked = new ArrayList<>();
      own.logM = 0;
      own.learned = new ArrayList<>();
    }
  }

  private static double logRatio(double rho, long x, double g, double a, double s) {
    return x * Math.log(2 * rho) + (a + x) * Math.log((s + g / 2) / (s + rho * g));
  }

  private void tell(Experiment experiment, long openedAt, long at, String resolution) {
    Map<String, Object> alert = new HashMap<>();
    alert.put("job", "srm");
    alert.put(
        "alert_id", "exposure-stall-" + experiment.key() + "-" + Instant.ofEpochMilli(openedAt));
    alert.put("sequence", resolution == null ? 1 : 2);
    alert.put("alert_type", "EXPOSURE_STALL");
    alert.put("severity", resolution == null ? "critical" : "info");
    alert.put("status", resolution == null ? "OPENED" : "RESOLVED");
    alert.put("resolution", resolution);
    alert.put("experiment_key", experiment.key());
    alert.put("as_of", Instant.ofEpochMilli(at));
    alert.put("first_as_of", Instant.ofEpochMilli(openedAt));
    tables.addAlert(alert);
  }
}
