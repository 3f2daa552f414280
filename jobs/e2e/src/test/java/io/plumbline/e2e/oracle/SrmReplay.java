package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rows of srm_checks of one experiment. */
final class SrmReplay {

  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final double SEGMENT_ALPHA = 0.01;
  private static final int FEWEST_PLANNED_DAYS = 30;
  private static final int HOURS = 24;
  private static final double WARNED_AT = Math.log(100);

  private final Experiment experiment;
  private final Tables tables;
  private final AlertReplay alerts;
  private final SrmMath math = new SrmMath();
  private final Map<Segment, Map<Integer, long[]>> counts = new HashMap<>();
  private final Map<List<Object>, long[]> published = new HashMap<>();
  private final Map<List<Object>, Double> highestLog = new HashMap<>();
  private final TreeMap<Long, Map<Integer, long[]>> countsByDay = new TreeMap<>();
  private String status = "HEALTHY";

  SrmReplay(ExperimentInput input, Tables tables) {
    this.experiment = input.experiment;
    this.tables = tables;
    this.alerts = new AlertReplay(experiment, tables);
  }

  /**
   * @param sign 1 puts the unit in, -1 takes it back
   */
  void count(Enrollment unit, List<Segment> segments, int sign) {
    for (Segment segment : segments) {
      count(counts.computeIfAbsent(segment, s -> new HashMap<>()), unit, sign);
    }
    if (!unit.epoch.settling()) {
      long day = Math.floorDiv(unit.enrolledAt(), DAY_MS);
      Map<Integer, long[]> ofDay = countsByDay.computeIfAbsent(day, d -> new HashMap<>());
      count(ofDay, unit, sign);
      if (ofDay.values().stream().allMatch(sums -> Arrays.stream(sums).allMatch(n -> n == 0))) {
        countsByDay.remove(day);
      }
    }
  }

  private void count(Map<Integer, long[]> byEpoch, Enrollment unit, int sign) {
    byEpoch.computeIfAbsent(unit.epoch.number(), e -> zeros())[unit.variant] += sign;
  }

  private long[] zeros() {
    return new long[experiment.variants().size()];
  }

  private long[] counts(Segment segment, Epoch epoch) {
    long[] found = counts.getOrDefault(segment, Map.of()).get(epoch.number());
    return found == null ? zeros() : found;
  }

  /** True when the status of the whole has changed. */
  boolean publishWhole(long at, List<Epoch> begun, boolean everything) {
    if (!publishEpochs(at, begun, Segment.ALL, everything)) {
      return false;
    }
    List<Epoch> tested = tested(begun);
    double logE = combined(Segment.ALL, tested);
    double alarm = SrmMath.logMean(logE, lateOnset(tested));
    double highest = highest(null, Segment.ALL, alarm);
    String before = status;
    status = status(highest);
    Row row = addCombined(at, Segment.ALL, tested, logE, alarm, highest, null, status);
    alerts.see(at, row);
    return !before.equals(status);
  }

  /** Of the whole, as last published. */
  String status() {
    return status;
  }

  void publishSegments(long at, List<Epoch> begun, Set<Segment> segments, boolean everything) {
    List<Epoch> tested = tested(begun);
    Map<Segment, Double> logs = new LinkedHashMap<>();
    for (Segment segment : segments) {
      if (!segment.isAll()) {
        logs.put(segment, combined(segment, tested));
      }
    }
    double least = leastRejected(logs.values(), at);
    logs.forEach(
        (segment, logE) -> {
          if (publishEpochs(at, begun, segment, everything)) {
            boolean rejected = logE >= least;
            double highest = highest(null, segment, logE);
            addCombined(
                at,
                segment,
                tested,
                logE,
                null,
                highest,
                rejected,
                rejected ? "REJECTED" : "HEALTHY");
          }
        });
  }

  /** True when a tested epoch's row was published. */
  private boolean publishEpochs(long at, List<Epoch> begun, Segment segment, boolean everything) {
    boolean anyTested = false;
    for (Epoch epoch : begun) {
      long[] observed = counts(segment, epoch);
      long[] before = published.getOrDefault(List.of(segment, epoch.number()), zeros());
      if (everything || !Arrays.equals(observed, before)) {
        published.put(List.of(segment, epoch.number()), observed.clone());
        addEpoch(at, segment, epoch, observed);
        anyTested |= !epoch.settling();
      }
    }
    return anyTested;
  }

  private void addEpoch(long at, Segment segment, Epoch epoch, long[] observed) {
    double logE = math.mixture(observed, epoch);
    double highest = highest(epoch.number(), segment, logE);
    double[] chi = SrmMath.chiSquared(observed, epoch);
    add(
        at,
        epoch.number(),
        segment,
        observed,
        SrmMath.expected(observed, epoch),
        SrmMath.units(observed, epoch),
        logE,
        null,
        highest,
        chi,
        null,
        epoch.settling() ? "SETTLING" : "HEALTHY");
  }

  private Row addCombined(
      long at,
      Segment segment,
      List<Epoch> tested,
      double logE,
      Double alarm,
      double highest,
      Boolean rejected,
      String rowStatus) {
    long[] observed = zeros();
    double[] expected = new double[observed.length];
    long units = 0;
    double[] chi = null;
    boolean complete = true;
    for (Epoch epoch : tested) {
      long[] own = counts(segment, epoch);
      double[] ownExpected = SrmMath.expected(own, epoch);
      for (int i = 0; i < observed.length; i++) {
        observed[i] += own[i];
        expected[i] += ownExpected[i];
      }
      units += SrmMath.units(own, epoch);
      if (SrmMath.units(own, epoch) > 0 && SrmMath.isSplit(epoch)) {
        double[] ownChi = SrmMath.chiSquared(own, epoch);
        complete &= ownChi != null;
        if (complete) {
          chi = chi == null ? ownChi : new double[] {chi[0] + ownChi[0], chi[1] + ownChi[1]};
        }
      }
    }
    return add(
        at,
        null,
        segment,
        observed,
        expected,
        units,
        logE,
        alarm,
        highest,
        complete ? chi : null,
        rejected,
        rowStatus);
  }

  private Row add(
      long at,
      Integer epoch,
      Segment segment,
      long[] observed,
      double[] expected,
      long units,
      double logE,
      Double alarm,
      double highestLogOfKey,
      double[] chi,
      Boolean rejected,
      String rowStatus) {
    Map<String, Long> observedByVariant = new LinkedHashMap<>();
    Map<String, Double> expectedByVariant = new LinkedHashMap<>();
    for (int i = 0; i < observed.length; i++) {
      observedByVariant.put(experiment.variants().get(i), observed[i]);
      expectedByVariant.put(experiment.variants().get(i), expected[i]);
    }
    return tables.add(
        Tables.SRM_CHECKS,
        experiment.key(),
        epoch,
        segment.dimension(),
        segment.value(),
        Instant.ofEpochMilli(at),
        0,
        observedByVariant,
        expectedByVariant,
        units,
        logE,
        alarm,
        Math.min(1, Math.exp(-highestLogOfKey)),
        chi == null ? null : (Object) chi[0],
        chi == null ? null : (Object) (int) chi[1],
        chi == null ? null : (Object) SrmMath.chiSquaredP(chi[0], chi[1]),
        rejected,
        rowStatus);
  }

  /** Product over epochs; with more than one, half the weight on the tilt they share. */
  private double combined(Segment segment, List<Epoch> tested) {
    double product = 0;
    List<long[]> observed = new ArrayList<>();
    for (Epoch epoch : tested) {
      observed.add(counts(segment, epoch));
      product += math.mixture(counts(segment, epoch), epoch);
    }
    return tested.size() < 2 ? product : SrmMath.logMean(product, SrmMath.tilt(observed, tested));
  }

  /** log of sum_j E_{j:t} / (j (j + 1)) + 1 / (t + 1), t the last day with units. */
  private double lateOnset(List<Epoch> tested) {
    if (countsByDay.isEmpty()) {
      return 0;
    }
    long firstDay = Math.floorDiv(experiment.startedAt(), DAY_MS);
    int today = (int) (countsByDay.lastKey() - firstDay + 1);
    double[] logs = new double[today + 1];
    logs[0] = -Math.log(today + 1);
    Map<Integer, long[]> since = new HashMap<>();
    for (int day = today; day >= 1; day--) {
      addTo(since, countsByDay.getOrDefault(firstDay + day - 1, Map.of()));
      double product = 0;
      for (Epoch epoch : tested) {
        long[] observed = since.getOrDefault(epoch.number(), zeros());
        product += math.logE(observed, epoch, SrmMath.LATE_ONSET_CONCENTRATION);
      }
      logs[day] = product - Math.log(day) - Math.log(day + 1);
    }
    return SrmMath.logSum(logs);
  }

  private void addTo(Map<Integer, long[]> sums, Map<Integer, long[]> more) {
    more.forEach(
        (epoch, observed) -> {
          long[] sum = sums.computeIfAbsent(epoch, e -> zeros());
          for (int i = 0; i < sum.length; i++) {
            sum[i] += observed[i];
          }
        });
  }

  /** The running maximum over the published rows of a key, this one included. */
  private double highest(Integer epoch, Segment segment, double log) {
    return highestLog.merge(Arrays.asList(epoch, segment), log, Math::max);
  }

  private String status(double highest) {
    double opened = -Math.log(experiment.srmAlpha());
    if (highest >= opened + WARNED_AT) {
      return "ESCALATED";
    }
    if (highest >= opened) {
      return "OPENED";
    }
    return highest >= WARNED_AT ? "WARNED" : "HEALTHY";
  }

  /** e-BH: the smallest log e-value that is rejected; infinite when none is. */
  private double leastRejected(Collection<Double> logs, long at) {
    int planned = FEWEST_PLANNED_DAYS;
    if (experiment.plannedStop() != null) {
      long lasting = experiment.plannedStop() - experiment.startedAt();
      planned = (int) Math.max(planned, -Math.floorDiv(-lasting, DAY_MS));
    }
    long dimensions = experiment.dimensions().stream().filter(d -> d.isInForce(at)).count();
    long m = dimensions * (Segment.CAP + 1L) + HOURS + 2L * planned;
    double bound = Math.log(m / SEGMENT_ALPHA);
    List<Double> sorted = logs.stream().sorted((a, b) -> Double.compare(b, a)).toList();
    double least = Double.POSITIVE_INFINITY;
    for (int k = 1; k <= sorted.size(); k++) {
      if (Math.log(k) + sorted.get(k - 1) >= bound) {
        least = sorted.get(k - 1);
      }
    }
    return least;
  }

  private static List<Epoch> tested(List<Epoch> begun) {
    return begun.stream().filter(epoch -> !epoch.settling()).toList();
  }
}
