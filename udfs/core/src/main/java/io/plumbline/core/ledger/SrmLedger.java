package io.plumbline.core.ledger;

import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.statistics.ChiSquared;
import io.plumbline.core.statistics.DayCounts;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.LateOnset;
import io.plumbline.core.statistics.MultipleTesting;
import io.plumbline.core.statistics.SrmAlarm;
import io.plumbline.core.statistics.SrmCombined;
import io.plumbline.core.statistics.SrmEValue;
import io.plumbline.core.unit.Cell;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The split of an experiment: enrolled units against the plan, at every tick. A reset begins a new
 * process on the units enrolled from then on, with half the alpha; the one before is frozen.
 */
final class SrmLedger {

  /** The level of the e-BH procedure over segments. */
  static final double SEGMENT_ALPHA = 0.01;

  private static final long DAY_MS = 86_400_000L;
  private static final int HOURS_OF_DAY = 24;
  private static final int PLANNED_DAYS = 30;

  private final TreeMap<SegmentKey, UnitCounts> counts = new TreeMap<>();
  private final TreeMap<Integer, long[][]> days = new TreeMap<>();
  private int process;

  void add(ExperimentPlan plan, SegmentKey segment, Cell.Units cell, long units) {
    counts(plan, segment).add(cell.epoch(), cell.variant(), units);
    if (segment.isWhole()) {
      int epochs = plan.epochs().size();
      long[][] day = days.computeIfAbsent(cell.day(), d -> new long[epochs][plan.variants()]);
      long[][] roomy = UnitCounts.grown(day, epochs, plan.variants());
      if (roomy != day) {
        day = roomy;
        days.put(cell.day(), day);
      }
      day[cell.epoch()][cell.variant()] += units;
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
  }

  /** The combined row of (all, all) as it would be now, which is not published. */
  SrmCheck standing(Publication at) {
    UnitCounts whole = counts(at.plan(), SegmentKey.WHOLE);
    return combined(at, whole, whole.maxCombinedLogE());
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
    SrmCheck combined = combined(at, whole, whole.maxCombinedLogE(logA(at, whole)));
    out.srmCheck(combined);
    return Optional.of(combined);
  }

  private double logA(Publication at, UnitCounts whole) {
    List<Epoch> tested = tested(at);
    double logE = SrmCombined.logE(epochCounts(tested, whole));
    return SrmAlarm.logA(logE, lateOnset(at.plan(), tested));
  }

  private SrmCheck combined(Publication at, UnitCounts whole, double max) {
    List<Epoch> tested = tested(at);
    double logE = SrmCombined.logE(epochCounts(tested, whole));
    double logA = SrmAlarm.logA(logE, lateOnset(at.plan(), tested));
    String status = SrmAlarm.level(max, alpha(at.plan())).name();
    return check(at, null, SegmentKey.WHOLE, tested, whole, logE, logA, max, null, status);
  }

  /** Publishes the rows of the other segments. */
  void publishSegments(Publication at, LedgerOutput out) {
    List<SegmentKey> keys = new ArrayList<>(counts.keySet());
    keys.removeIf(
        key -> key.isWhole() || !at.plan().experiment().isCutBy(key.dimension(), at.asOf()));
    List<Epoch> tested = tested(at);
    double[] logE = new double[keys.size()];
    for (int i = 0; i < logE.length; i++) {
      logE[i] = SrmCombined.logE(epochCounts(tested, counts(at.plan(), keys.get(i))));
    }
    boolean[] rejected =
        MultipleTesting.eBh(logE, SEGMENT_ALPHA, hypotheses(at.plan().experiment(), at.asOf()));
    for (int i = 0; i < logE.length; i++) {
      UnitCounts segment = counts.get(keys.get(i));
      if (publishEpochs(at, keys.get(i), segment, out)) {
        double max = segment.maxCombinedLogE(logE[i]);
        String status = rejected[i] ? "REJECTED" : "HEALTHY";
        out.srmCheck(
            check(at, null, keys.get(i), tested, segment, logE[i], null, max, rejected[i], status));
      }
    }
  }

  /** Whether a tested epoch was among the published ones, so that the combined row follows. */
  private boolean publishEpochs(
      Publication at, SegmentKey key, UnitCounts segment, LedgerOutput out) {
    boolean combine = at.unconditional();
    for (Epoch epoch : at.begun()) {
      if (!at.unconditional() && !segment.hasChanged(epoch.index())) {
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
    Optional<ChiSquared.Result> chiSquared = ChiSquared.test(epochCounts(epochs, segment));
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
        at.configVersion());
  }

  /** Days count from 1, the UTC day of the start, or of the reset. */
  private double lateOnset(ExperimentPlan plan, List<Epoch> tested) {
    int first = (int) Math.floorDiv(plan.processBegin(process), DAY_MS);
    List<DayCounts> perDay = new ArrayList<>();
    for (Map.Entry<Integer, long[][]> day : days.entrySet()) {
      List<EpochCounts> inDay = new ArrayList<>();
      boolean any = false;
      for (Epoch epoch : tested) {
        long[] observed =
            epoch.index() < day.getValue().length
                ? Arrays.copyOf(day.getValue()[epoch.index()], plan.variants())
                : new long[plan.variants()];
        any |= epoch.testedUnits(observed) > 0;
        inDay.add(new EpochCounts(observed, epoch.weights()));
      }
      if (any) {
        perDay.add(new DayCounts(day.getKey() - first + 1, inDay));
      }
    }
    return perDay.isEmpty() ? 0 : LateOnset.logE(perDay, perDay.get(perDay.size() - 1).day());
  }

  private List<Epoch> tested(Publication at) {
    return at.begun().stream().filter(this::isTested).toList();
  }

  private boolean isTested(Epoch epoch) {
    return !epoch.settling() && epoch.process() == process;
  }

  private static List<EpochCounts> epochCounts(List<Epoch> epochs, UnitCounts segment) {
    return epochs.stream().map(e -> new EpochCounts(segment.of(e.index()), e.weights())).toList();
  }

  /**
   * How many segments might ever be tested: fixed in advance, whatever is seen, so that a stop
   * counts only if it was planned when the experiment started. A dimension counts from its
   * beginning, and for ever: what was tested was tested.
   */
  private static long hypotheses(Experiment experiment, long asOf) {
    long planned = PLANNED_DAYS;
    if (experiment.plannedStop() != null) {
      long length = experiment.plannedStop() - experiment.startedAt();
      planned = Math.max(planned, (length + DAY_MS - 1) / DAY_MS);
    }
    long dimensions =
        experiment.dimensions().stream()
            .filter(dimension -> dimension.validFrom() <= asOf)
            .map(Dimension::name)
            .distinct()
            .count();
    return dimensions * (Segments.CAP + 1) + HOURS_OF_DAY + 2 * planned;
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
    out.writeInt(days.size());
    for (Map.Entry<Integer, long[][]> entry : days.entrySet()) {
      out.writeInt(entry.getKey());
      LedgerData.writeCounts(entry.getValue(), out);
    }
  }

  void read(DataInput in, int format) throws IOException {
    process = format == ExperimentLedger.WITHOUT_RESETS ? 0 : in.readInt();
    for (int i = in.readInt(); i > 0; i--) {
      SegmentKey key = LedgerData.readSegment(in);
      counts.put(key, UnitCounts.read(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      int day = in.readInt();
      days.put(day, LedgerData.readCounts(in));
    }
  }
}
