package io.plumbline.core.ledger;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.EpochPair;
import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.MultipleTesting;
import io.plumbline.core.statistics.OneSidedBounds;
import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.PairResult;
import io.plumbline.core.statistics.SrmAlarm;
import io.plumbline.core.statistics.ValueRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Treatments against their control at one instant: a function of the published moments alone. */
final class MetricResults {

  private record TreatmentMetric(int metric, int treatment) {}

  private final Publication at;
  private final ExperimentPlan plan;
  private final MetricsLedger ledger;
  private final Map<MetricsLedger.LookKey, PairResult> pairs = new HashMap<>();
  private final Map<TreatmentMetric, GuardrailStatus> guardrails = new HashMap<>();
  private Map<TreatmentMetric, Double> adjusted;

  MetricResults(Publication at, MetricsLedger ledger) {
    this.at = at;
    this.plan = at.plan();
    this.ledger = ledger;
  }

  PairResult pair(MetricGroup.Result result, int treatment) {
    return pairs.computeIfAbsent(
        new MetricsLedger.LookKey(result, treatment),
        key ->
            PairAnalysis.analyse(
                epochPairs(result, treatment),
                range(metric(result.metric())),
                plan.experiment().alpha(),
                plan.experiment().plannedUnits()));
  }

  /** The rows that carry the verdict: mature primaries of the whole experiment. */
  List<MetricGroup.Result> decisive() {
    List<MetricGroup.Result> decisive = new ArrayList<>();
    for (int metric : withRole(MetricRole.PRIMARY)) {
      MetricGroup.Result result = matureWhole(metric);
      if (MetricsLedger.exists(at, result)) {
        decisive.add(result);
      }
    }
    return decisive;
  }

  /** What to do with each treatment; empty while there is no row to carry it. */
  Map<Integer, Verdict> verdicts(SrmAlarm.Level srm, String imbalance) {
    Map<Integer, Verdict> verdicts = new TreeMap<>();
    if (decisive().isEmpty()) {
      return verdicts;
    }
    Long stoppedAt = plan.experiment().stoppedAt();
    boolean hasStopped = stoppedAt != null && stoppedAt <= at.asOf();
    for (int treatment : treatments()) {
      verdicts.put(
          treatment,
          Verdict.decide(
              plan.experiment(),
              srm,
              imbalance,
              hasStopped,
              standings(MetricRole.PRIMARY, treatment),
              standings(MetricRole.GUARDRAIL, treatment)));
    }
    return verdicts;
  }

  void publish(
      MetricGroup.Result result, Map<Integer, Verdict> verdicts, Consumer<MetricResult> out) {
    ExperimentMetric use = plan.metric(result.metric()).at(at.asOf());
    boolean decides = result.mature() && result.segment().isWhole();
    for (int treatment : treatments()) {
      PairResult pair = pair(result, treatment);
      Look look = result.mature() ? ledger.look(result, treatment) : null;
      out.accept(
          new MetricResult(
              plan.key(),
              use.metric().key(),
              use.metric().version(),
              use.role(),
              result.segment(),
              plan.variantKey(plan.controlIndex()),
              plan.variantKey(treatment),
              result.mature(),
              at.asOf(),
              status(result, pair, look),
              units(result, plan.controlIndex()),
              units(result, treatment),
              pair,
              look,
              decides && look != null
                  ? adjusted().get(new TreatmentMetric(result.metric(), treatment))
                  : null,
              decides && use.role() == MetricRole.GUARDRAIL
                  ? guardrail(result.metric(), treatment)
                  : null,
              plan.experiment().alpha(),
              decides && use.role() == MetricRole.PRIMARY ? verdicts.get(treatment) : null,
              at.configVersion(),
              Math.max(at.historyFrom(), use.metric().validFrom())));
    }
  }

  private static ResultStatus status(MetricGroup.Result result, PairResult pair, Look look) {
    if (!pair.isSufficient() || (result.mature() && !pair.callable())) {
      return ResultStatus.INSUFFICIENT;
    }
    return look != null && look.isEmpty() ? ResultStatus.NON_STATIONARY : ResultStatus.OK;
  }

  private List<Verdict.Standing> standings(MetricRole role, int treatment) {
    List<Verdict.Standing> standings = new ArrayList<>();
    for (int i : withRole(role)) {
      MetricGroup.Result result = matureWhole(i);
      boolean exists = MetricsLedger.exists(at, result);
      PairResult pair = pair(result, treatment);
      Double p = adjusted().get(new TreatmentMetric(i, treatment));
      standings.add(
          new Verdict.Standing(
              plan.metric(i).at(at.asOf()),
              p == null ? 1 : p,
              exists ? oriented(metric(i), pair) : null,
              role == MetricRole.GUARDRAIL ? guardrail(i, treatment) : null));
    }
    return standings;
  }

  private static Verdict.OrientedLift oriented(Metric metric, PairResult pair) {
    if (!pair.isSufficient() || !pair.callable()) {
      return null;
    }
    double difference = pair.difference().estimate();
    boolean gain = metric.higherIsBetter() ? difference > 0 : difference < 0;
    Interval lift = pair.anytime().lift();
    if (lift == null) {
      return new Verdict.OrientedLift(gain, null, null);
    }
    return metric.higherIsBetter()
        ? new Verdict.OrientedLift(gain, lift.lower(), lift.upper())
        : new Verdict.OrientedLift(gain, -lift.upper(), -lift.lower());
  }

  /** Holm over treatments and primaries; Benjamini and Hochberg over treatments and secondaries. */
  private Map<TreatmentMetric, Double> adjusted() {
    if (adjusted == null) {
      adjusted = new HashMap<>();
      for (MetricRole role : List.of(MetricRole.PRIMARY, MetricRole.SECONDARY)) {
        List<TreatmentMetric> tests = new ArrayList<>();
        for (int metric : withRole(role)) {
          for (int treatment : treatments()) {
            tests.add(new TreatmentMetric(metric, treatment));
          }
        }
        double[] p = new double[tests.size()];
        for (int i = 0; i < p.length; i++) {
          TreatmentMetric test = tests.get(i);
          Look look = ledger.look(matureWhole(test.metric()), test.treatment());
          p[i] = look == null ? 1 : look.pValue();
        }
        double[] q =
            role == MetricRole.PRIMARY
                ? MultipleTesting.holm(p)
                : MultipleTesting.benjaminiHochberg(p);
        for (int i = 0; i < p.length; i++) {
          adjusted.put(tests.get(i), q[i]);
        }
      }
    }
    return adjusted;
  }

  private GuardrailStatus guardrail(int metric, int treatment) {
    return guardrails.computeIfAbsent(
        new TreatmentMetric(metric, treatment), k -> judgeGuardrail(metric, treatment));
  }

  /** STATISTICS.md section 8: PASS at alpha, HARM at alpha shared by the guardrails. */
  private GuardrailStatus judgeGuardrail(int metric, int treatment) {
    MetricGroup.Result result = matureWhole(metric);
    if (!MetricsLedger.exists(at, result) || !pair(result, treatment).callable()) {
      return GuardrailStatus.CONTINUE;
    }
    boolean up = metric(metric).higherIsBetter();
    double alpha = plan.experiment().alpha();
    OneSidedBounds harm =
        oneSided(result, treatment, alpha / withRole(MetricRole.GUARDRAIL).size());
    Double best = up ? harm.upper() : negated(harm.lower());
    if (best != null && best < 0) {
      return GuardrailStatus.HARM;
    }
    OneSidedBounds pass = oneSided(result, treatment, alpha);
    Double worst = up ? pass.lower() : negated(pass.upper());
    Double margin = plan.metric(metric).at(at.asOf()).margin();
    return worst != null && margin != null && worst > -margin
        ? GuardrailStatus.PASS
        : GuardrailStatus.CONTINUE;
  }

  private OneSidedBounds oneSided(MetricGroup.Result result, int treatment, double alpha) {
    return PairAnalysis.oneSidedLift(
        epochPairs(result, treatment),
        range(metric(result.metric())),
        alpha,
        plan.experiment().plannedUnits());
  }

  private static ValueRange range(Metric metric) {
    if (metric.kind().isProportion()) {
      return ValueRange.BINARY;
    }
    return metric.hasOpenTail() ? ValueRange.OPEN : ValueRange.LIMITED;
  }

  private static Double negated(Double bound) {
    return bound == null ? null : Double.valueOf(-bound);
  }

  private List<EpochPair> epochPairs(MetricGroup.Result result, int treatment) {
    List<EpochPair> pairs = new ArrayList<>();
    for (Epoch epoch : at.begun()) {
      long control = epoch.weights()[plan.controlIndex()];
      long treated = epoch.weights()[treatment];
      if (!epoch.settling() && control > 0 && treated > 0) {
        pairs.add(
            new EpochPair(
                arm(result, epoch.index(), plan.controlIndex()),
                arm(result, epoch.index(), treatment),
                (double) treated / ((double) treated + (double) control)));
      }
    }
    return pairs;
  }

  private Arm arm(MetricGroup.Result result, int epoch, int variant) {
    ExactMoments moments = ledger.moments(result, epoch, variant);
    int decimals = plan.scale(result.metric()).decimals();
    return new Arm(
        moments.units(),
        moments.sum(decimals).doubleValue(),
        moments.centredSecondMoment(decimals),
        moments.nonzeroUnits());
  }

  private long units(MetricGroup.Result result, int variant) {
    long units = 0;
    for (Epoch epoch : at.begun()) {
      if (!epoch.settling()) {
        units += ledger.moments(result, epoch.index(), variant).units();
      }
    }
    return units;
  }

  private MetricGroup.Result matureWhole(int metric) {
    return new MetricGroup.Result(metric, SegmentKey.WHOLE, true);
  }

  private Metric metric(int index) {
    return plan.metric(index).metric();
  }

  private List<Integer> withRole(MetricRole role) {
    List<Integer> metrics = new ArrayList<>();
    for (int i = 0; i < plan.experiment().metrics().size(); i++) {
      ExperimentMetric use = plan.metric(i).at(at.asOf());
      if (use != null && use.role() == role) {
        metrics.add(i);
      }
    }
    return metrics;
  }

  private List<Integer> treatments() {
    List<Integer> treatments = new ArrayList<>();
    for (int i = 0; i < at.variants(); i++) {
      if (i != plan.controlIndex()) {
        treatments.add(i);
      }
    }
    return treatments;
  }
}
