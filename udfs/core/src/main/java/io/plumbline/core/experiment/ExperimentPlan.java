package io.plumbline.core.experiment;

import io.plumbline.core.exact.FixedPoint;
import io.plumbline.core.statistics.IntegerWeights;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/** An experiment with what follows from it: its epochs, its instants, its metrics' scales. */
public final class ExperimentPlan {
  private final Experiment experiment;
  private final List<Epoch> epochs;
  private final long[] resets;
  private final long[] instants;
  private final MetricScale[] scales;
  private final int control;
  private final boolean hasWindows;

  private ExperimentPlan(
      Experiment experiment,
      List<Epoch> epochs,
      long[] resets,
      long[] instants,
      MetricScale[] scales) {
    this.experiment = experiment;
    this.epochs = epochs;
    this.resets = resets;
    this.instants = instants;
    this.scales = scales;
    this.control = experiment.variantIndex(experiment.control().key());
    this.hasWindows =
        experiment.metrics().stream().anyMatch(use -> use.metric().windowMs() != null);
  }

  /**
   * @throws IllegalArgumentException if the experiment has no allocation in force at its start
   */
  public static ExperimentPlan of(Experiment experiment, Timing timing) {
    List<Allocation> inForce = inForce(experiment);
    List<Epoch> epochs = new ArrayList<>();
    List<Long> instants = new ArrayList<>();
    instants.add(experiment.startedAt());
    epochs.add(epoch(experiment, 0, experiment.startedAt(), false, inForce.get(0), null));
    for (int i = 1; i < inForce.size(); i++) {
      Allocation allocation = inForce.get(i);
      long begin = allocation.effectiveAt();
      long end = end(experiment, inForce, i);
      long settled = begin + timing.allocationSettleMs();
      instants.add(begin);
      if (settled > begin) {
        epochs.add(epoch(experiment, epochs.size(), begin, true, allocation, inForce.get(i - 1)));
      }
      if (settled < end) {
        epochs.add(epoch(experiment, epochs.size(), settled, false, allocation, null));
      }
    }
    long[] resets = resets(experiment);
    if (resets.length > 0) {
      epochs = cutAt(resets, epochs);
      Arrays.stream(resets).filter(reset -> !instants.contains(reset)).forEach(instants::add);
    }
    if (experiment.stoppedAt() != null) {
      instants.add(experiment.stoppedAt());
    }
    MetricScale[] scales = new MetricScale[experiment.metrics().size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = MetricScale.of(experiment.metrics().get(i).metric());
    }
    return new ExperimentPlan(
        experiment,
        List.copyOf(epochs),
        resets,
        instants.stream().mapToLong(Long::longValue).sorted().toArray(),
        scales);
  }

  /** When the alarm is reset while the experiment runs, in order of time, each as often. */
  private static long[] resets(Experiment experiment) {
    return experiment.notes().stream()
        .filter(note -> note.action() == Note.Action.RESET_SRM)
        .mapToLong(Note::validFrom)
        .filter(at -> at > experiment.startedAt() && experiment.isRunningAt(at))
        .sorted()
        .toArray();
  }

  private static List<Epoch> cutAt(long[] resets, List<Epoch> epochs) {
    List<Epoch> cut = new ArrayList<>();
    for (int i = 0; i < epochs.size(); i++) {
      Epoch epoch = epochs.get(i);
      long end = i + 1 < epochs.size() ? epochs.get(i + 1).begin() : Long.MAX_VALUE;
      cut.add(epoch.from(cut.size(), epoch.begin(), countUntil(resets, epoch.begin())));
      for (long reset : resets) {
        if (cut.get(cut.size() - 1).begin() < reset && reset < end) {
          cut.add(epoch.from(cut.size(), reset, countUntil(resets, reset)));
        }
      }
    }
    return cut;
  }

  private static int countUntil(long[] resets, long instant) {
    int count = 0;
    while (count < resets.length && resets[count] <= instant) {
      count++;
    }
    return count;
  }

  /** How often the alarm of the split has been reset at an instant. */
  public int processAt(long instant) {
    return countUntil(resets, instant);
  }

  /** When a process began: that of the start, or with its reset. */
  public long processBegin(int process) {
    return process == 0 ? experiment.startedAt() : resets[process - 1];
  }

  public Experiment experiment() {
    return experiment;
  }

  public String key() {
    return experiment.key();
  }

  /** Whether any metric has a window, which closes for each unit at its own time. */
  public boolean hasWindows() {
    return hasWindows;
  }

  public List<Epoch> epochs() {
    return epochs;
  }

  /** Start, changes of allocation, resets and stop, in order of time: rows are unconditional. */
  public long[] instants() {
    return instants.clone();
  }

  /**
   * Other changes of what is in force after the start, in order of time: what follows from them (a
   * verdict) is published at the next tick, the rest where something has changed.
   */
  public long[] changes() {
    TreeSet<Long> changes = new TreeSet<>();
    experiment.variants().forEach(variant -> changes.add(variant.validFrom()));
    for (Dimension dimension : experiment.dimensions()) {
      changes.add(dimension.validFrom());
      changes.add(dimension.validUntil());
    }
    experiment.notes().forEach(note -> changes.add(note.validFrom()));
    for (ExperimentMetric use : experiment.metrics()) {
      changes.add(use.metric().validFrom());
      for (MetricTerms terms : use.terms()) {
        changes.add(terms.validFrom());
        changes.add(terms.validUntil());
      }
    }
    return changes.tailSet(experiment.startedAt(), false).stream()
        .mapToLong(Long::longValue)
        .filter(instant -> instant != ExperimentMetric.IN_FORCE)
        .toArray();
  }

  public boolean isUnconditional(long instant) {
    for (long i : instants) {
      if (i == instant) {
        return true;
      }
    }
    return false;
  }

  /** All that there ever were. */
  public int variants() {
    return experiment.variants().size();
  }

  public int controlIndex() {
    return control;
  }

  public String variantKey(int index) {
    return experiment.variants().get(index).key();
  }

  public ExperimentMetric metric(int index) {
    return experiment.metrics().get(index);
  }

  public MetricScale scale(int metric) {
    return scales[metric];
  }

  /** The epoch of an enrollment at this time, which is not before the start. */
  public Epoch epochAt(long enrolledAt) {
    for (int i = epochs.size() - 1; i > 0; i--) {
      if (epochs.get(i).begin() <= enrolledAt) {
        return epochs.get(i);
      }
    }
    return epochs.get(0);
  }

  /** The last instant for which this experiment may have a row. */
  public long lastInstant(Horizon horizon) {
    return experiment.stoppedAt() == null
        ? horizon.end()
        : Math.max(horizon.end(), experiment.stoppedAt());
  }

  /**
   * A hash of the configuration that is in force at an instant: what is planned for later is no
   * part of it.
   */
  public String configVersion(long instant) {
    return ConfigVersion.of(experiment, instant);
  }

  /** The last allocation at or before the start, and those after it until the stop. */
  private static List<Allocation> inForce(Experiment experiment) {
    List<Allocation> inForce = new ArrayList<>();
    for (Allocation allocation : experiment.allocations()) {
      if (allocation.effectiveAt() <= experiment.startedAt()) {
        inForce.clear();
        inForce.add(allocation);
      } else if (experiment.stoppedAt() == null
          || allocation.effectiveAt() < experiment.stoppedAt()) {
        inForce.add(allocation);
      }
    }
    if (inForce.isEmpty() || inForce.get(0).effectiveAt() > experiment.startedAt()) {
      throw new IllegalArgumentException(
          "experiment " + experiment.key() + " has no allocation in force at its start");
    }
    return inForce;
  }

  private static long end(Experiment experiment, List<Allocation> inForce, int index) {
    if (index + 1 < inForce.size()) {
      return inForce.get(index + 1).effectiveAt();
    }
    return experiment.stoppedAt() == null ? Long.MAX_VALUE : experiment.stoppedAt();
  }

  private static Epoch epoch(
      Experiment experiment,
      int index,
      long begin,
      boolean settling,
      Allocation allocation,
      Allocation before) {
    List<BigDecimal> weights = new ArrayList<>();
    boolean[] enrollable = new boolean[experiment.variants().size()];
    for (int i = 0; i < enrollable.length; i++) {
      String key = experiment.variants().get(i).key();
      BigDecimal weight = allocation.weight(key);
      weights.add(weight);
      enrollable[i] = weight.signum() > 0 || (before != null && before.weight(key).signum() > 0);
    }
    return new Epoch(
        index, begin, settling, IntegerWeights.of(weights), enrollable, allocation.traffic(), 0);
  }

  /**
   * A metric in integers.
   *
   * @param decimals by which a unit's number is scaled
   * @param capLower scaled; {@link Long#MIN_VALUE}: none
   * @param capUpper scaled; {@link Long#MAX_VALUE}: none
   */
  public record MetricScale(int decimals, long one, long capLower, long capUpper) {

    static MetricScale of(Metric metric) {
      int decimals = metric.kind().isProportion() ? 0 : metric.decimals();
      long one = 1;
      for (int i = 0; i < decimals; i++) {
        one *= 10;
      }
      return new MetricScale(
          decimals,
          one,
          cap(metric, metric.capLower(), decimals, Long.MIN_VALUE),
          cap(metric, metric.capUpper(), decimals, Long.MAX_VALUE));
    }

    public long clamp(long total) {
      return Math.min(Math.max(total, capLower), capUpper);
    }

    private static long cap(Metric metric, Double cap, int decimals, long none) {
      if (cap == null) {
        return none;
      }
      OptionalLong scaled = FixedPoint.scale(cap, decimals);
      return scaled.orElseThrow(
          () ->
              new IllegalArgumentException(
                  "metric " + metric.key() + " has a cap of " + cap + "; at most 2^62 is allowed"));
    }
  }
}
