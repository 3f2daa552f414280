package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rows of srm_checks of one experiment. */
final class SrmReplay {

  private static final double WARNED_AT = Math.log(100);

  private final Experiment experiment;
  private final PlatformReplay platform;
  private final Tables tables;
  private final AlertReplay alerts;
  private final SrmMath math = new SrmMath();
  private final Map<Segment, Map<Integer, long[]>> counts = new HashMap<>();
  private final Map<List<Object>, long[]> published = new HashMap<>();
  private final Map<List<Object>, Double> highestLog = new HashMap<>();
  private final LateOnsetReplay onset;
  private final SegmentHypotheses hypotheses;
  private final TreeSet<Segment> times = new TreeSet<>();
  private final Set<List<Object>> timesSeen = new HashSet<>();
  private final Map<Segment, KnownLog> knownLogs = new HashMap<>();
  private String status = "HEALTHY";

  /** Of counts that have not changed since. */
  private record KnownLog(List<List<Long>> counts, double log) {}

  SrmReplay(ExperimentInput input, PlatformReplay platform, Tables tables) {
    this.experiment = input.experiment;
    this.platform = platform;
    this.tables = tables;
    this.alerts = new AlertReplay(experiment, tables);
    this.onset = new LateOnsetReplay(experiment, math);
    this.hypotheses = new SegmentHypotheses(experiment);
  }

  /**
   * @param sign 1 puts the unit in, -1 takes it back
   */
  void count(Enrollment unit, List<Segment> segments, int sign) {
    for (Segment segment : segments) {
      count(counts.computeIfAbsent(segment, s -> new HashMap<>()), unit, sign);
    }
    OffsetDateTime time = Instant.ofEpochMilli(unit.enrolledAt()).atOffset(ZoneOffset.UTC);
    for (Segment segment :
        List.of(
            new Segment(DiagnosisReplay.DAY, time.toLocalDate().toString()),
            new Segment("hour_of_day", "%02d".formatted(time.getHour())))) {
      times.add(segment);
      timesSeen.add(List.of(segment, unit.epoch.number()));
      count(counts.computeIfAbsent(segment, s -> new HashMap<>()), unit, sign);
    }
    onset.count(unit, sign);
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

  /**
   * True when the status of the whole has changed.
   *
   * @param segments those that are tested beside it
   */
  boolean publishWhole(long at, List<Epoch> begun, Set<Segment> segments, boolean everything) {
    if (!publishEpochs(at, begun, Segment.ALL, everything)) {
      return false;
    }
    List<Epoch> tested = tested(begun);
    double logE = combined(Segment.ALL, tested);
    DiagnosisReplay.Onset late = onset.at(tested);
    double alarm = SrmMath.logMean(logE, late.log());
    double highest = highest(null, Segment.ALL, alarm);
    String before = status;
    status = status(highest);
    DiagnosisReplay diagnosis =
        new DiagnosisReplay(experiment, tested, observed -> combined(observed, tested));
    List<Map<String, Object>> suspects = suspects(diagnosis, at, tested, segments, highest, late);
    Row row = addCombined(at, Segment.ALL, tested, logE, alarm, highest, null, suspects, status);
    alerts.see(at, row);
    if (diagnosis.platform() != null) {
      platform.see(experiment, at, row, suspects, diagnosis.platform());
    }
    return !before.equals(status);
  }

  /** Of the whole, as last published. */
  String status() {
    return status;
  }

  void publishSegments(long at, List<Epoch> begun, Set<Segment> segments, boolean everything) {
    List<Epoch> tested = tested(begun);
    Map<Segment, Double> logs = logs(segments, tested);
    double least = hypotheses.leastRejected(logs, at);
    logs.forEach(
        (segment, logE) -> {
          if (publishEpochs(at, begun, segment, everything)) {
            boolean rejected = hypotheses.hold(segment) && logE >= least;
            addCombined(
                at,
                segment,
                tested,
                logE,
                null,
                highest(null, segment, logE),
                hypotheses.hold(segment) ? rejected : null,
                null,
                rejected ? "REJECTED" : "HEALTHY");
          }
        });
  }

  /** Of every segment but the whole, and of days and hours. */
  private Map<Segment, Double> logs(Set<Segment> segments, List<Epoch> tested) {
    Map<Segment, Double> logs = new LinkedHashMap<>();
    for (Segment segment : segments) {
      if (!segment.isAll()) {
        logs.put(segment, combined(segment, tested));
      }
    }
    times.forEach(segment -> logs.put(segment, combined(segment, tested)));
    return logs;
  }

  private List<Map<String, Object>> suspects(
      DiagnosisReplay diagnosis,
      long at,
      List<Epoch> tested,
      Set<Segment> segments,
      double highest,
      DiagnosisReplay.Onset late) {
    Map<Segment, Double> logs = logs(segments, tested);
    double least = hypotheses.leastRejected(logs, at);
    List<DiagnosisReplay.Part> parts = new ArrayList<>();
    logs.forEach(
        (segment, log) -> {
          List<long[]> own = countsOf(segment, tested);
          boolean any = own.stream().anyMatch(n -> Arrays.stream(n).anyMatch(units -> units > 0));
          if (any) {
            boolean rejected = hypotheses.hold(segment) && log >= least;
            parts.add(new DiagnosisReplay.Part(segment, own, log, rejected));
          }
        });
    DiagnosisReplay.Part whole =
        new DiagnosisReplay.Part(
            Segment.ALL, countsOf(Segment.ALL, tested), combined(Segment.ALL, tested), false);
    return diagnosis.suspects(whole, parts, hypotheses.firstDay(), highest, late);
  }

  private List<long[]> countsOf(Segment segment, List<Epoch> tested) {
    return tested.stream().map(epoch -> counts(segment, epoch)).toList();
  }

  /** True when a tested epoch's row was published. */
  private boolean publishEpochs(long at, List<Epoch> begun, Segment segment, boolean everything) {
    boolean anyTested = everything && times.contains(segment);
    for (Epoch epoch : begun) {
      if (times.contains(segment) && !timesSeen.contains(List.of(segment, epoch.number()))) {
        continue;
      }
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
      List<Map<String, Object>> suspects,
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
        suspects,
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
      List<Map<String, Object>> suspects,
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
        rowStatus,
        suspects == null ? null : suspects.isEmpty() ? "CLEAN" : suspects.get(0).get("cause"),
        suspects);
  }

  /** Product over epochs; with more than one, half the weight on the tilt they share. */
  private double combined(List<long[]> observed, List<Epoch> tested) {
    double product = 0;
    for (int e = 0; e < tested.size(); e++) {
      product += math.mixture(observed.get(e), tested.get(e));
    }
    return tested.size() < 2 ? product : SrmMath.logMean(product, SrmMath.tilt(observed, tested));
  }

  private double combined(Segment segment, List<Epoch> tested) {
    List<long[]> observed = countsOf(segment, tested);
    List<List<Long>> key = observed.stream().map(n -> Arrays.stream(n).boxed().toList()).toList();
    KnownLog known = knownLogs.get(segment);
    if (known == null || !known.counts().equals(key)) {
      known = new KnownLog(key, combined(observed, tested));
      knownLogs.put(segment, known);
    }
    return known.log();
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

  private static List<Epoch> tested(List<Epoch> begun) {
    return begun.stream().filter(epoch -> !epoch.settling()).toList();
  }
}
