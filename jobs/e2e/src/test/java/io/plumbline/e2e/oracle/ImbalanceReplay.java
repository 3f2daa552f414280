package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.ExperimentInput.LeftOut;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of one experiment should be as even as its split: units left out, units crossed over, units
 * in another variant than the hash's. Both jobs know all of it, and each tells its own.
 */
final class ImbalanceReplay {

  private static final String SRM = "srm";
  private static final String METRICS = "metrics";
  private static final String EXCLUSION = "EXCLUSION_IMBALANCE";
  private static final String CROSSOVER = "CROSSOVER_IMBALANCE";
  private static final String MISMATCH = "ASSIGNMENT_MISMATCH";
  private static final BigInteger[] EVEN = {BigInteger.ONE, BigInteger.ONE};
  private static final long FEWEST_WARNED = 10;

  private final ExperimentInput input;
  private final Experiment experiment;
  private final Tables tables;
  private final SrmMath math = new SrmMath();
  private final Map<UnitInput, List<Counted>> countedOf = new HashMap<>();
  private final Map<Counted, Long> counts = new HashMap<>();
  private final TreeMap<String, Incident> incidents = new TreeMap<>();
  private final Set<String> doubts = new HashSet<>();

  /**
   * A thing that a unit is counted in.
   *
   * @param what "job reason", "enrolled", "mismatch", or "to b"
   */
  private record Counted(String what, int epoch, int variant) {}

  private static final class Incident {
    private final String job;
    private final String type;
    private int level;
    private int sequence;
    private Instant firstAsOf;

    Incident(String job, String type) {
      this.job = job;
      this.type = type;
    }
  }

  ImbalanceReplay(ExperimentInput input, Tables tables) {
    this.input = input;
    this.experiment = input.experiment;
    this.tables = tables;
  }

  /**
   * Puts what is said of a unit now in the place of what was said before.
   *
   * @param ofEvents why metric events of it were left out
   */
  void update(UnitInput unit, Enrollment enrollment, Set<String> ofEvents, long at) {
    List<Counted> before = countedOf.getOrDefault(unit, List.of());
    List<Counted> now = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (LeftOut exposure : input.leftOut.getOrDefault(unit, List.of())) {
      if (exposure.arrival().visibleAt < at && seen.add(exposure.reason())) {
        String what = SRM + " " + exposure.reason();
        now.add(
            enrollment.isEnrolled()
                ? in(what, enrollment)
                : new Counted(what, input.epochAt(exposure.place()).number(), exposure.variant()));
      }
    }
    if (enrollment.isEnrolled()) {
      now.add(in("enrolled", enrollment));
      ofEvents.forEach(reason -> now.add(in(METRICS + " " + reason, enrollment)));
      if (enrollment.crossover != null
          && input.epochAt(enrollment.crossover.time()).number() == enrollment.epoch.number()) {
        now.add(in("to " + enrollment.crossover.record.variant(), enrollment));
      }
      if (Hash.differs(experiment, unit, enrollment)) {
        now.add(in("mismatch", enrollment));
      }
    }
    before.forEach(counted -> counts.merge(counted, -1L, Long::sum));
    now.forEach(counted -> counts.merge(counted, 1L, Long::sum));
    countedOf.put(unit, now);
  }

  private static Counted in(String what, Enrollment enrollment) {
    return new Counted(what, enrollment.epoch.number(), enrollment.variant);
  }

  private long count(String what, Epoch epoch, int variant) {
    return counts.getOrDefault(new Counted(what, epoch.number(), variant), 0L);
  }

  private static List<Epoch> tested(List<Epoch> begun) {
    return begun.stream().filter(epoch -> !epoch.settling()).toList();
  }

  private static boolean hasShare(Epoch epoch, int variant) {
    return epoch.weights()[variant].signum() > 0;
  }

  private Set<String> reasons(String job) {
    Set<String> reasons = new java.util.TreeSet<>();
    for (Counted counted : counts.keySet()) {
      if (counted.what().startsWith(job + " ")) {
        reasons.add(counted.what().substring(job.length() + 1));
      }
    }
    return reasons;
  }

  Map<String, Long> excludedUnits(String job, int variant, List<Epoch> begun) {
    Map<String, Long> units = new TreeMap<>();
    for (String reason : reasons(job)) {
      long left = excluded(job, reason, variant, begun);
      if (left > 0) {
        units.put(reason, left);
      }
    }
    return units;
  }

  private long excluded(String job, String reason, int variant, List<Epoch> begun) {
    return tested(begun).stream()
        .filter(epoch -> hasShare(epoch, variant))
        .mapToLong(epoch -> count(job + " " + reason, epoch, variant))
        .sum();
  }

  Map<String, Long> crossoversTo(int variant, List<Epoch> begun) {
    Map<String, Long> units = new TreeMap<>();
    for (int to = 0; to < experiment.variants().size(); to++) {
      long crossed = crossed(variant, to, begun);
      if (crossed > 0) {
        units.put(experiment.variants().get(to), crossed);
      }
    }
    return units;
  }

  private long crossed(int from, int to, List<Epoch> begun) {
    return tested(begun).stream()
        .filter(epoch -> hasShare(epoch, from) && hasShare(epoch, to))
        .mapToLong(epoch -> count("to " + experiment.variants().get(to), epoch, from))
        .sum();
  }

  private long enrolledInBoth(int a, int b, List<Epoch> begun) {
    return tested(begun).stream()
        .filter(epoch -> hasShare(epoch, a) && hasShare(epoch, b))
        .mapToLong(epoch -> count("enrolled", epoch, a) + count("enrolled", epoch, b))
        .sum();
  }

  private long all(String what, List<Epoch> begun) {
    long sum = 0;
    for (Epoch epoch : tested(begun)) {
      for (int i = 0; i < experiment.variants().size(); i++) {
        sum += count(what, epoch, i);
      }
    }
    return sum;
  }

  /** Logs of the e-values of a job's tests by their names. */
  Map<String, Double> logs(String job, List<Epoch> begun) {
    Map<String, Double> logs = new TreeMap<>();
    for (String reason : reasons(job)) {
      if (excludedInAll(job, reason, begun) > 0) {
        logs.put(EXCLUSION + ":" + reason, exclusion(job, reason, begun));
      }
    }
    if (job.equals(METRICS)) {
      return logs;
    }
    int variants = experiment.variants().size();
    for (int a = 0; a < variants; a++) {
      for (int b = a + 1; b < variants; b++) {
        if (crossed(a, b, begun) + crossed(b, a, begun) > 0) {
          logs.put(CROSSOVER + ":" + pair(a, b), crossover(a, b, begun));
        }
      }
    }
    if (experiment.salt() != null) {
      long differ = all("mismatch", begun);
      long agree = all("enrolled", begun) - differ;
      // 1 % against 0.1 %
      logs.put(MISMATCH, differ * Math.log(10) + agree * Math.log(.99 / .999));
    }
    return logs;
  }

  private String pair(int a, int b) {
    return experiment.variants().get(a) + "/" + experiment.variants().get(b);
  }

  private long excludedInAll(String job, String reason, List<Epoch> begun) {
    long units = 0;
    for (int i = 0; i < experiment.variants().size(); i++) {
      units += excluded(job, reason, i, begun);
    }
    return units;
  }

  private double exclusion(String job, String reason, List<Epoch> begun) {
    double log = 0;
    for (Epoch epoch : tested(begun)) {
      long[] observed = new long[experiment.variants().size()];
      for (int i = 0; i < observed.length; i++) {
        observed[i] = count(job + " " + reason, epoch, i);
      }
      log += math.mixture(observed, epoch);
    }
    return log;
  }

  private double crossover(int a, int b, List<Epoch> begun) {
    Epoch even = new Epoch(0, 0, EVEN, BigDecimal.ONE, false, new boolean[] {true, true});
    return math.mixture(new long[] {crossed(a, b, begun), crossed(b, a, begun)}, even);
  }

  /** To be called at every instant from the start on: what is once beyond its bound stays so. */
  void judge(long at, List<Epoch> begun) {
    double bound = -Math.log(experiment.srmAlpha());
    int variants = experiment.variants().size();
    double pairs = variants * (variants - 1) / 2.0;
    for (String job : List.of(SRM, METRICS)) {
      String records = job.equals(SRM) ? "exposure" : "metric-event";
      logs(job, begun)
          .forEach(
              (name, log) -> {
                String type = name.split(":")[0];
                String subject = name.contains(":") ? name.substring(name.indexOf(':') + 1) : "";
                switch (type) {
                  case EXCLUSION -> {
                    String id = records + "-" + subject.toLowerCase().replace('_', '-') + "-";
                    raise(at, job, type, id, log >= bound ? 2 : 0);
                  }
                  case CROSSOVER -> {
                    int a = experiment.variants().indexOf(subject.split("/")[0]);
                    int b = experiment.variants().indexOf(subject.split("/")[1]);
                    long crossed = crossed(a, b, begun) + crossed(b, a, begun);
                    boolean many =
                        crossed >= FEWEST_WARNED && 100 * crossed >= enrolledInBoth(a, b, begun);
                    int level = log >= bound + Math.log(pairs) ? 2 : many ? 1 : 0;
                    raise(at, job, type, subject.replace('/', '-') + "-", level);
                  }
                  default -> raise(at, job, type, "", log >= bound ? 2 : 0);
                }
              });
    }
    if (experiment.stoppedAt() != null && experiment.stoppedAt() == at) {
      incidents.forEach(
          (id, incident) -> {
            if (incident.level > 0) {
              add(at, id, incident, "RESOLVED", "info", "STOPPED");
            }
          });
    }
  }

  private void raise(long at, String job, String type, String subject, int level) {
    if (level == 2 && !type.equals(MISMATCH)) {
      doubts.add(type + subject);
    }
    String name = type.toLowerCase().replace('_', '-');
    String id = name + "-" + experiment.key() + "-" + subject + "0";
    Incident incident = incidents.computeIfAbsent(id, i -> new Incident(job, type));
    boolean over = experiment.stoppedAt() != null && at > experiment.stoppedAt();
    if (!over && level > incident.level) {
      incident.level = level;
      add(
          at,
          id,
          incident,
          level == 2 ? "OPENED" : "WARNED",
          level == 2 ? "critical" : "warning",
          null);
    }
  }

  private void add(
      long at, String id, Incident incident, String status, String severity, String resolution) {
    incident.sequence++;
    incident.firstAsOf = incident.sequence == 1 ? Instant.ofEpochMilli(at) : incident.firstAsOf;
    tables.addAlert(
        incident.job,
        id,
        incident.sequence,
        incident.type,
        severity,
        status,
        resolution,
        experiment.key(),
        Instant.ofEpochMilli(at),
        incident.firstAsOf,
        Tables.EXPERIMENT_HEALTH);
  }

  /** Whether anything was ever so uneven that nothing can be concluded. */
  boolean isDoubtful() {
    return !doubts.isEmpty();
  }
}
