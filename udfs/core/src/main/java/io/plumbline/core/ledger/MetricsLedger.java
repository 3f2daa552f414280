package io.plumbline.core.ledger;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.statistics.SrmAlarm;
import io.plumbline.core.unit.Cell;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The metrics of an experiment: moments by group, and the evidence of the looks so far. */
final class MetricsLedger {

  /** A treatment's evidence on a metric in a segment. */
  record LookKey(MetricGroup.Result result, int treatment) implements Comparable<LookKey> {
    @Override
    public int compareTo(LookKey other) {
      int order = result.compareTo(other.result);
      return order != 0 ? order : Integer.compare(treatment, other.treatment);
    }
  }

  private final TreeMap<MetricGroup.Key, MetricGroup> groups = new TreeMap<>();
  private final TreeSet<MetricGroup.Key> changedWhole = new TreeSet<>();
  private final TreeSet<MetricGroup.Key> changedSegments = new TreeSet<>();
  private final TreeSet<MetricGroup.Result> changedSinceLook = new TreeSet<>();
  private final TreeMap<LookKey, Look> looks = new TreeMap<>();
  private final TreeMap<Integer, Verdict> verdicts = new TreeMap<>();

  void add(ExperimentPlan plan, SegmentKey segment, Cell.Metric cell, ExactMoments amount) {
    addTo(plan, segment, cell, cell.mature(), amount);
    if (plan.metric(cell.metric()).metric().windowMs() == null) {
      // Without a window every enrolled unit is mature once the experiment has stopped.
      addTo(plan, segment, cell, true, amount);
    }
  }

  private void addTo(
      ExperimentPlan plan,
      SegmentKey segment,
      Cell.Metric cell,
      boolean mature,
      ExactMoments amount) {
    MetricGroup.Result result = new MetricGroup.Result(cell.metric(), segment, mature);
    MetricGroup.Key key = new MetricGroup.Key(result, cell.epoch());
    group(plan, key).add(cell.variant(), amount);
    (segment.isWhole() ? changedWhole : changedSegments).add(key);
    if (mature && !plan.epochs().get(cell.epoch()).settling()) {
      changedSinceLook.add(result);
    }
  }

  /**
   * Publishes the variants' rows, takes a look where it is time, and publishes the results.
   *
   * @param segments all that have had units
   * @param imbalance why nothing can be concluded, the split apart; null: nothing is known
   * @param guardrails sees the results
   */
  void publish(
      Publication at,
      Set<SegmentKey> segments,
      SrmAlarm.Level srm,
      String imbalance,
      GuardrailLedger guardrails,
      LedgerOutput out) {
    TreeSet<MetricGroup.Result> touched = publishGroups(at, segments, out);
    MetricResults results = new MetricResults(at, this);
    if (at.isLook()) {
      takeLooks(at, results);
    }
    Map<Integer, Verdict> now = results.verdicts(srm, imbalance);
    if (!now.equals(verdicts)) {
      touched.addAll(results.decisive());
      verdicts.clear();
      verdicts.putAll(now);
    }
    for (MetricGroup.Result result : touched) {
      results.publish(
          result,
          now,
          row -> {
            out.metricResult(row);
            guardrails.see(row);
          });
    }
  }

  ExactMoments moments(MetricGroup.Result result, int epoch, int variant) {
    MetricGroup group = groups.get(new MetricGroup.Key(result, epoch));
    return group == null ? new ExactMoments() : group.of(variant);
  }

  /** The evidence through the last look, or null. */
  Look look(MetricGroup.Result result, int treatment) {
    return looks.get(new LookKey(result, treatment));
  }

  /**
   * Whether rows of this maturity exist at the instant. A metric has none before it counts and once
   * it is retired, a segment none when its dimension is taken away.
   */
  static boolean exists(Publication at, MetricGroup.Result result) {
    ExperimentMetric use = at.plan().metric(result.metric()).at(at.asOf());
    SegmentKey segment = result.segment();
    if (use == null
        || !segment.isWhole() && !at.plan().experiment().isCutBy(segment.dimension(), at.asOf())) {
      return false;
    }
    Metric metric = use.metric();
    if (!result.mature()) {
      return !metric.matureOnly();
    }
    Long stoppedAt = at.plan().experiment().stoppedAt();
    return metric.windowMs() != null || (stoppedAt != null && stoppedAt <= at.asOf());
  }

  /** The results of which a tested epoch was published. */
  private TreeSet<MetricGroup.Result> publishGroups(
      Publication at, Set<SegmentKey> segments, LedgerOutput out) {
    TreeSet<MetricGroup.Key> due = new TreeSet<>();
    if (at.unconditional()) {
      due.addAll(all(at, segments));
    } else {
      take(at, changedWhole, due);
      if (at.segments()) {
        take(at, changedSegments, due);
      }
    }
    TreeSet<MetricGroup.Result> touched = new TreeSet<>();
    for (MetricGroup.Key key : due) {
      publishGroup(at, key, out);
      if (!at.plan().epochs().get(key.epoch()).settling()) {
        touched.add(key.result());
      }
    }
    return touched;
  }

  private void take(
      Publication at, TreeSet<MetricGroup.Key> changed, TreeSet<MetricGroup.Key> due) {
    var keys = changed.iterator();
    while (keys.hasNext()) {
      MetricGroup.Key key = keys.next();
      if (exists(at, key.result())) {
        keys.remove();
        if (groups.get(key).hasChanged()) {
          due.add(key);
        }
      }
    }
  }

  private TreeSet<MetricGroup.Key> all(Publication at, Set<SegmentKey> segments) {
    TreeSet<MetricGroup.Key> all = new TreeSet<>();
    TreeSet<SegmentKey> known = new TreeSet<>(segments);
    known.add(SegmentKey.WHOLE);
    for (int i = 0; i < at.plan().experiment().metrics().size(); i++) {
      for (SegmentKey segment : known) {
        for (boolean mature : new boolean[] {false, true}) {
          MetricGroup.Result result = new MetricGroup.Result(i, segment, mature);
          if (exists(at, result)) {
            for (Epoch epoch : at.begun()) {
              all.add(new MetricGroup.Key(result, epoch.index()));
            }
          }
        }
      }
    }
    changedWhole.removeAll(all);
    changedSegments.removeAll(all);
    return all;
  }

  private void publishGroup(Publication at, MetricGroup.Key key, LedgerOutput out) {
    ExperimentPlan plan = at.plan();
    MetricGroup.Result result = key.result();
    Metric metric = plan.metric(result.metric()).metric();
    int decimals = plan.scale(result.metric()).decimals();
    MetricGroup group = group(plan, key);
    Epoch epoch = plan.epochs().get(key.epoch());
    for (int i = 0; i < at.variants(); i++) {
      ExactMoments moments = group.of(i);
      out.variantMetric(
          new VariantMetric(
              plan.key(),
              key.epoch(),
              metric.key(),
              metric.version(),
              result.segment(),
              plan.variantKey(i),
              result.mature(),
              at.asOf(),
              moments.units(),
              moments.nonzeroUnits(),
              moments.events(),
              moments.duplicates(),
              epoch.settling(),
              epoch.weights()[i],
              moments.sum(decimals),
              moments.sumOfSquares(decimals),
              moments.sumOfSquaresAsDouble(decimals),
              moments.centredSecondMoment(decimals),
              at.configVersion(),
              Math.max(at.historyFrom(), metric.validFrom())));
    }
    group.published();
  }

  private void takeLooks(Publication at, MetricResults results) {
    var changed = changedSinceLook.iterator();
    while (changed.hasNext()) {
      MetricGroup.Result result = changed.next();
      if (!exists(at, result)) {
        continue;
      }
      changed.remove();
      for (int i = 0; i < at.variants(); i++) {
        if (i != at.plan().controlIndex()) {
          LookKey key = new LookKey(result, i);
          Look look = Look.take(looks.get(key), results.pair(result, i));
          if (look != null) {
            looks.put(key, look);
          }
        }
      }
    }
  }

  private MetricGroup group(ExperimentPlan plan, MetricGroup.Key key) {
    return groups
        .computeIfAbsent(key, k -> new MetricGroup(plan.variants()))
        .grown(plan.variants());
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(groups.size());
    for (Map.Entry<MetricGroup.Key, MetricGroup> entry : groups.entrySet()) {
      writeResult(entry.getKey().result(), out);
      out.writeInt(entry.getKey().epoch());
      entry.getValue().write(out);
    }
    out.writeInt(changedSinceLook.size());
    for (MetricGroup.Result result : changedSinceLook) {
      writeResult(result, out);
    }
    out.writeInt(looks.size());
    for (Map.Entry<LookKey, Look> entry : looks.entrySet()) {
      writeResult(entry.getKey().result(), out);
      out.writeInt(entry.getKey().treatment());
      out.writeDouble(entry.getValue().pValue());
      out.writeDouble(entry.getValue().lower());
      out.writeDouble(entry.getValue().upper());
    }
    out.writeInt(verdicts.size());
    for (Map.Entry<Integer, Verdict> entry : verdicts.entrySet()) {
      out.writeInt(entry.getKey());
      LedgerData.writeString(entry.getValue().kind().name(), out);
      LedgerData.writeString(entry.getValue().reason(), out);
    }
  }

  void read(DataInput in) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      MetricGroup.Key key = new MetricGroup.Key(readResult(in), in.readInt());
      MetricGroup group = MetricGroup.read(in);
      groups.put(key, group);
      if (group.hasChanged()) {
        (key.result().segment().isWhole() ? changedWhole : changedSegments).add(key);
      }
    }
    for (int i = in.readInt(); i > 0; i--) {
      changedSinceLook.add(readResult(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      LookKey key = new LookKey(readResult(in), in.readInt());
      looks.put(key, new Look(in.readDouble(), in.readDouble(), in.readDouble()));
    }
    for (int i = in.readInt(); i > 0; i--) {
      int variant = in.readInt();
      Verdict.Kind kind = Verdict.Kind.valueOf(LedgerData.readString(in));
      verdicts.put(variant, new Verdict(kind, LedgerData.readString(in)));
    }
  }

  private static void writeResult(MetricGroup.Result result, DataOutput out) throws IOException {
    out.writeInt(result.metric());
    LedgerData.writeSegment(result.segment(), out);
    out.writeBoolean(result.mature());
  }

  private static MetricGroup.Result readResult(DataInput in) throws IOException {
    return new MetricGroup.Result(in.readInt(), LedgerData.readSegment(in), in.readBoolean());
  }
}
