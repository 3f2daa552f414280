package io.plumbline.core.ledger;

import io.plumbline.core.diagnosis.Diagnosis;
import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.Part;
import io.plumbline.core.diagnosis.Symptoms;
import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Variant;
import io.plumbline.core.statistics.ChiSquared;
import io.plumbline.core.statistics.DayCounts;
import io.plumbline.core.statistics.LateOnset;
import io.plumbline.core.statistics.SrmAlarm;
import io.plumbline.core.statistics.SrmEValue;
import io.plumbline.core.unit.Cell;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The split of an experiment: enrolled units against the plan, at every tick. A reset begins a new
 * process on the units enrolled from then on, with half the alpha; the one before is frozen.
 */
final class SrmLedger {

  private static final long DAY_MS = 86_400_000L;

  private final TreeMap<SegmentKey, UnitCounts> counts = new TreeMap<>();
  private final TimeSegments times = new TimeSegments();
  private int process;

  void add(ExperimentPlan plan, SegmentKey segment, Cell.Units cell, long units) {
    counts(plan, segment).add(cell.epoch(), cell.variant(), units);
    if (segment.isWhole()) {
      times.add(plan, cell, units);
    }
  }

  /** The segments that have had units, (all, all) first among its like. */
  Set<SegmentKey> segments() {
    return counts.keySet();
  }

  /** Enrolled units of the whole experiment in an epoch, by variant. */
  long[] units(ExperimentPlan plan, int epoch) {
    return counts(plan, SegmentKey.WHOLE).of(epoch);
  }

  boolean hasChanged(ExperimentPlan plan) {
    UnitCounts whole = counts(plan, SegmentKey.WHOLE);
    return plan.epochs().stream().anyMatch(e -> whole.hasChanged(e.index()));
  }

  /** The level of the alarm on the whole experiment, by the rows published so far. */
  SrmAlarm.Level level(ExperimentPlan plan) {
    return SrmAlarm.level(counts(plan, SegmentKey.WHOLE).maxCombinedLogE(), alpha(plan));
  }

  /** That is left to the process. */
  private double alpha(ExperimentPlan plan) {
    return SrmAlarm.alphaAfter(plan.experiment().srmAlpha(), process);
  }

  /** How often it was reset. */
  int process() {
    return process;
  }

  /** Begins anew: the rows published from now on are about the units of this process. */
  void begin(int newProcess) {
    process = newProcess;
    counts.values().forEach(UnitCounts::forgetMaxCombined);
    times.forgetMaxCombined();
  }

  /** The combined row of (all, all) as it would be now, which is not published. */
  SrmCheck standing(Publication at) {
    UnitCounts whole = counts(at.plan(), SegmentKey.WHOLE);
    return combined(at, whole, false);
  }

  /**
   * Publishes the rows of (all, all).
   *
   * @return the combined one, if it is among them
   */
  Optional<SrmCheck> publishWhole(Publication at, LedgerOutput out) {
    UnitCounts whole = counts(at.plan(), SegmentKey.WHOLE);
    boolean combine = publishEpochs(at, SegmentKey.WHOLE, whole, out);
    if (!combine) {
      return Optional.empty();
    }
    SrmCheck combined = combined(at, whole, true);
    out.srmCheck(combined);
    return Optional.of(combined);
  }

  private SrmCheck combined(Publication at, UnitCounts whole, boolean published) {
    List<Epoch> tested = tested(at);
    double logE = whole.logE(tested);
    List<DayCounts> days = dayCounts(at.plan(), tested);
    LateOnset.Onset onset =
        LateOnset.onset(days, days.isEmpty() ? 1 : days.get(days.size() - 1).day());
    double logA = SrmAlarm.logA(logE, onset.logE());
    double max = published ? whole.maxCombinedLogE(logA) : whole.maxCombinedLogE();
    String status = SrmAlarm.level(max, alpha(at.plan())).name();
    Findings findings = findings(at, tested, whole, max, onset, days);
    return check(
        at, null, SegmentKey.WHOLE, tested, whole, logE, logA, max, null, findings, status);
  }

  /** What the counts say of the cause, up to what takes other experiments to know. */
  private Findings findings(
      Publication at,
      List<Epoch> tested,
      UnitCounts whole,
      double maxLogA,
      LateOnset.Onset onset,
      List<DayCounts> daysWithUnits) {
    Experiment experiment = at.plan().experiment();
    LocalDate firstDay = LocalDate.ofEpochDay(firstDay(at.plan()));
    Set<String> shownDays =
        daysWithUnits.stream()
            .map(day -> firstDay.plusDays(day.day() - 1).toString())
            .collect(Collectors.toSet());
    List<Part> segments = new ArrayList<>();
    List<Part> days = new ArrayList<>();
    for (SegmentTests.Test test : tests(at, tested)) {
      if (!test.isOf(Part.DAY)) {
        segments.add(test.part(tested));
      } else if (shownDays.contains(test.key().segment())) {
        days.add(test.part(tested));
      }
    }
    return Diagnosis.of(
        new Symptoms(
            experiment.variants().stream().map(Variant::key).toList(),
            at.plan().controlIndex(),
            new Part(
                SegmentKey.WHOLE.dimension(),
                SegmentKey.WHOLE.segment(),
                () -> whole.of(tested),
                whole.logE(tested),
                false),
            segments,
            days,
            firstDay,
            maxLogA,
            alpha(at.plan()),
            onset,
            null));
  }

  private List<SegmentTests.Test> tests(Publication at, List<Epoch> tested) {
    times.grow(at.plan());
    return SegmentTests.at(at, counts, times, tested);
  }

  /** Publishes the rows of the other segments, of days and of hours. */
  void publishSegments(Publication at, LedgerOutput out) {
    List<Epoch> tested = tested(at);
    for (SegmentTests.Test test : tests(at, tested)) {
      UnitCounts segment = test.units();
      if (publishEpochs(at, test.key(), segment, out)) {
        double max = segment.maxCombinedLogE(test.logE());
        String status = Boolean.TRUE.equals(test.rejected()) ? "REJECTED" : "HEALTHY";
        out.srmCheck(
            check(
                at,
                null,
                test.key(),
                tested,
                segment,
                test.logE(),
                null,
                max,
                test.rejected(),
                null,
                status));
      }
    }
  }

  /** Whether a tested epoch was among the published ones, so that the combined row follows. */
  private boolean publishEpochs(
      Publication at, SegmentKey key, UnitCounts segment, LedgerOutput out) {
    boolean combine = at.unconditional();
    boolean onlySeen = SegmentTests.isOfTime(key);
    for (Epoch epoch : at.begun()) {
      boolean due =
          segment.hasChanged(epoch.index())
              || at.unconditional() && (!onlySeen || segment.hasSeen(epoch.index()));
      if (!due) {
        continue;
      }
      combine |= isTested(epoch);
      double logE = SrmEValue.logE(segment.of(epoch.index()), epoch.weights());
      double max = segment.maxLogE(epoch.index(), logE);
      out.srmCheck(
          check(
              at,
              epoch.index(),
              key,
              List.of(epoch),
              segment,
              logE,
              null,
              max,
              null,
              null,
              epoch.settling() ? "SETTLING" : "HEALTHY"));
      segment.published(epoch.index());
    }
    return combine;
  }

  private SrmCheck check(
      Publication at,
      Integer epoch,
      SegmentKey key,
      List<Epoch> epochs,
      UnitCounts segment,
      double logE,
      Double logA,
      double maxLogE,
      Boolean rejected,
      Findings findings,
      String status) {
    ExperimentPlan plan = at.plan();
    Map<String, Long> observed = new LinkedHashMap<>();
    Map<String, Double> expected = new LinkedHashMap<>();
    for (int i = 0; i < at.variants(); i++) {
      long units = 0;
      double planned = 0;
      for (Epoch e : epochs) {
        long[] inEpoch = segment.of(e.index());
        units += inEpoch[i];
        planned += e.expected(e.testedUnits(inEpoch), i);
      }
      observed.put(plan.variantKey(i), units);
      expected.put(plan.variantKey(i), planned);
    }
    long units = 0;
    for (Epoch e : epochs) {
      units += e.testedUnits(segment.of(e.index()));
    }
    Optional<ChiSquared.Result> chiSquared = ChiSquared.test(segment.of(epochs));
    return new SrmCheck(
        plan.key(),
        epoch,
        key,
        at.asOf(),
        observed,
        expected,
        units,
        logE,
        logA,
        SrmEValue.anytimePValue(maxLogE),
        chiSquared.map(ChiSquared.Result::statistic).orElse(null),
        chiSquared.map(ChiSquared.Result::degreesOfFreedom).orElse(null),
        chiSquared.map(ChiSquared.Result::pValue).orElse(null),
        rejected,
        status,
        findings,
        at.configVersion());
  }

  /** Of the days with units; they count from 1, the UTC day of the start, or of the reset. */
  private List<DayCounts> dayCounts(ExperimentPlan plan, List<Epoch> tested) {
    times.grow(plan);
    int first = firstDay(plan);
    List<DayCounts> perDay = new ArrayList<>();
    times
        .days()
        .forEach(
            (day, counts) -> {
              if (tested.stream().anyMatch(e -> e.testedUnits(counts.of(e.index())) > 0)) {
                perDay.add(new DayCounts(day - first + 1, counts.of(tested)));
              }
            });
    return perDay;
  }

  private int firstDay(ExperimentPlan plan) {
    return (int) Math.floorDiv(plan.processBegin(process), DAY_MS);
  }

  private List<Epoch> tested(Publication at) {
    return at.begun().stream().filter(this::isTested).toList();
  }

  private boolean isTested(Epoch epoch) {
    return !epoch.settling() && epoch.process() == process;
  }

  private UnitCounts counts(ExperimentPlan plan, SegmentKey segment) {
    UnitCounts units =
        counts.computeIfAbsent(segment, s -> new UnitCounts(plan.epochs().size(), plan.variants()));
    units.grow(plan.epochs().size(), plan.variants());
    return units;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(process);
    out.writeInt(counts.size());
    for (Map.Entry<SegmentKey, UnitCounts> entry : counts.entrySet()) {
      LedgerData.writeSegment(entry.getKey(), out);
      entry.getValue().write(out);
    }
    times.write(out);
  }

  void read(DataInput in, int format) throws IOException {
    process = format == ExperimentLedger.WITHOUT_RESETS ? 0 : in.readInt();
    for (int i = in.readInt(); i > 0; i--) {
      SegmentKey key = LedgerData.readSegment(in);
      counts.put(key, UnitCounts.read(in, format));
    }
    times.read(in, format);
  }
}
