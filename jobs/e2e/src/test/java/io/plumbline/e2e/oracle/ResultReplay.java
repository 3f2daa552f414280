package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import io.plumbline.e2e.oracle.EffectMath.Arm;
import io.plumbline.e2e.oracle.EffectMath.EpochPair;
import io.plumbline.e2e.oracle.EffectMath.Estimate;
import io.plumbline.e2e.oracle.MetricReplay.Key;
import io.plumbline.e2e.oracle.Verdicts.Primary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The rows of metric_results of one experiment. */
final class ResultReplay {

  private static final String GUARDRAIL = "guardrail";
  private static final String PRIMARY = "primary";

  private final Experiment experiment;
  private final Function<Metric, Instant> historyFrom;
  private final Tables tables;
  private final BiFunction<Key, Epoch, Moments[]> moments;
  private final Set<Key> touched = new HashSet<>();
  private final Map<Key, Look[]> looks = new HashMap<>();
  private final GuardrailReplay guardrails;
  private final String[] verdicts;

  /** What the looks so far have left: the least p-value and the intersection of intervals. */
  private record Look(double p, double lower, double upper) {

    Look and(Look next) {
      return new Look(
          Math.min(p, next.p), Math.max(lower, next.lower), Math.min(upper, next.upper));
    }
  }

  ResultReplay(
      ExperimentInput input,
      Function<Metric, Instant> historyFrom,
      Tables tables,
      BiFunction<Key, Epoch, Moments[]> moments) {
    this.experiment = input.experiment;
    this.historyFrom = historyFrom;
    this.tables = tables;
    this.moments = moments;
    this.guardrails = new GuardrailReplay(experiment, tables);
    this.verdicts = new String[experiment.variants().size()];
  }

  /** The state behind a key has changed: the next look sees something new. */
  void touch(Key key) {
    if (key.mature()) {
      touched.add(key);
    }
  }

  void look(List<Epoch> tested) {
    for (Key key : touched) {
      Look[] before = looks.computeIfAbsent(key, k -> new Look[experiment.variants().size()]);
      for (int treatment : treatments()) {
        EpochPair[] epochs = pairs(key, treatment, tested);
        Anytime anytime = anytime(key.metric(), epochs);
        if (anytime != null) {
          Look now = new Look(anytime.p(), anytime.lower(), anytime.upper());
          before[treatment] = before[treatment] == null ? now : before[treatment].and(now);
        }
      }
    }
    touched.clear();
  }

  /**
   * Every treatment of the changed keys; where a verdict is another than before, of every primary.
   * What these say at instants at which they are not published is kept beside the table.
   *
   * @param existing keys that can have rows at all
   */
  void publish(
      long at, List<Key> existing, Set<Key> changed, List<Epoch> tested, String srmStatus) {
    List<Key> primaries = existing.stream().filter(key -> hasVerdict(key, at)).toList();
    String[] before = verdicts.clone();
    for (int treatment : treatments()) {
      verdicts[treatment] =
          primaries.isEmpty() ? null : verdict(at, primaries, treatment, tested, srmStatus);
    }
    boolean turned = !Arrays.equals(before, verdicts);
    for (Key key : existing) {
      boolean published = changed.contains(key) || turned && hasVerdict(key, at);
      if (published || hasVerdict(key, at)) {
        for (int treatment : treatments()) {
          Object[] row = row(at, key, treatment, pairs(key, treatment, tested));
          Row added =
              tables.add(published ? Tables.METRIC_RESULTS : Tables.UNPUBLISHED_RESULTS, row);
          if (published) {
            guardrails.see(at, added);
          }
        }
      }
    }
    guardrails.end(at);
  }

  private static boolean hasVerdict(Key key, long at) {
    return key.mature() && key.segment().isAll() && key.metric().hasRole(PRIMARY, at);
  }

  private List<Metric> metricsOfRole(String role, long at) {
    return experiment.metrics().stream()
        .filter(metric -> metric.isInForce(at) && metric.hasRole(role, at))
        .toList();
  }

  private String verdict(
      long at, List<Key> keys, int treatment, List<Epoch> tested, String srmStatus) {
    List<Primary> primaries = new ArrayList<>();
    for (Key key : keys) {
      Metric metric = key.metric();
      Anytime anytime = anytime(metric, pairs(key, treatment, tested));
      double[] lift = anytime == null ? null : oriented(metric, anytime.lift());
      double difference = anytime == null ? 0 : anytime.floored().difference();
      boolean better = metric.higherIsBetter() ? difference > 0 : difference < 0;
      primaries.add(
          new Primary(
              adjustedP(at, key, treatment),
              anytime != null,
              better,
              metric.termsAt(at).mde(),
              lift));
    }
    List<String> guardrails = new ArrayList<>();
    for (Metric metric : metricsOfRole(GUARDRAIL, at)) {
      Key key = new Key(metric, true, Segment.ALL);
      EpochPair[] epochs = pairs(key, treatment, tested);
      guardrails.add(guardrailStatus(at, key, epochs, anytime(metric, epochs)));
    }
    boolean stopped = experiment.stoppedAt() != null && at >= experiment.stoppedAt();
    return Verdicts.decide(srmStatus, primaries, guardrails, experiment.alpha(), stopped);
  }

  /** The anytime figures of one state. */
  private record Anytime(Estimate floored, double logE, double lower, double upper, double[] lift) {

    double p() {
      return Math.min(1, Math.exp(-logE));
    }
  }

  /** Null when the state is not callable. */
  private Anytime anytime(Metric metric, EpochPair[] epochs) {
    Estimate floored = EffectMath.estimate(epochs, metric.isBinary(), true);
    if (floored == null
        || !EffectMath.isCallable(epochs, metric.isBinary(), metric.isUncappedSum())) {
      return null;
    }
    double alpha = experiment.alpha();
    double kappa = EffectMath.kappa(epochs, alpha, experiment.plannedUnits());
    double width = EffectMath.twoSidedWidth(kappa, alpha);
    double margin = width * floored.standardError();
    return new Anytime(
        floored,
        EffectMath.anytimeLogE(floored.difference() / floored.standardError(), kappa),
        floored.difference() - margin,
        floored.difference() + margin,
        EffectMath.fieller(floored, width));
  }

  private Object[] row(long at, Key key, int treatment, EpochPair[] epochs) {
    Metric metric = key.metric();
    Estimate estimate = EffectMath.estimate(epochs, metric.isBinary(), false);
    Anytime anytime = key.mature() ? anytime(metric, epochs) : null;
    Look look = looks.containsKey(key) ? looks.get(key)[treatment] : null;
    boolean empty = look != null && look.lower() > look.upper();
    String status = "OK";
    if (estimate == null || key.mature() && anytime == null) {
      status = "INSUFFICIENT";
    } else if (empty) {
      status = "NON_STATIONARY";
    }
    Double runningLower = look == null ? null : (Double) look.lower();
    Double runningUpper = look == null ? null : (Double) look.upper();
    if (empty) {
      runningLower = anytime == null ? null : (Double) anytime.lower();
      runningUpper = anytime == null ? null : (Double) anytime.upper();
    }
    Double anytimeP = look == null ? null : (Double) look.p();
    double[] lift = anytime == null ? null : anytime.lift();
    List<Object> row = new ArrayList<>();
    row.add(experiment.key());
    row.add(metric.key());
    row.add(metric.version());
    row.add(key.segment().dimension());
    row.add(key.segment().value());
    row.add(experiment.variants().get(experiment.control()));
    row.add(experiment.variants().get(treatment));
    row.add(key.mature());
    row.add(Instant.ofEpochMilli(at));
    row.add(0);
    row.add(metric.termsAt(at).role());
    row.add(status);
    row.add(units(epochs, true));
    row.add(units(epochs, false));
    addFixedHorizon(row, estimate);
    row.add(anytime == null ? null : anytime.lower());
    row.add(anytime == null ? null : anytime.upper());
    row.add(anytimeP);
    row.add(anytime == null ? null : anytime.logE());
    row.add(runningLower);
    row.add(runningUpper);
    row.add(lift == null ? null : lift[0]);
    row.add(lift == null ? null : lift[1]);
    row.add(anytimeP);
    row.add(adjustedP(at, key, treatment));
    row.add(guardrailStatus(at, key, epochs, anytime));
    row.add(experiment.alpha());
    row.add(hasVerdict(key, at) ? verdicts[treatment] : null);
    row.add(historyFrom.apply(metric));
    return row.toArray();
  }

  private void addFixedHorizon(List<Object> row, Estimate estimate) {
    if (estimate == null) {
      for (int i = 0; i < 14; i++) {
        row.add(null);
      }
      return;
    }
    double df = estimate.degreesOfFreedom();
    double t = EffectMath.quantile(df, experiment.alpha());
    double error = estimate.standardError();
    row.add(estimate.controlMean());
    row.add(estimate.treatmentMean());
    row.add(estimate.difference());
    row.add(error);
    row.add(df);
    row.add(estimate.difference() - t * error);
    row.add(estimate.difference() + t * error);
    row.add(EffectMath.twoSidedP(Math.abs(estimate.difference()) / error, df));
    if (!estimate.hasLift()) {
      for (int i = 0; i < 6; i++) {
        row.add(null);
      }
      return;
    }
    double lift = estimate.difference() / Math.abs(estimate.controlMean());
    double liftError = Math.sqrt(estimate.liftVariance());
    row.add(lift);
    row.add(liftError);
    row.add(lift - t * liftError);
    row.add(lift + t * liftError);
    row.add(EffectMath.twoSidedP(Math.abs(lift) / liftError, df));
    row.add(estimate.isLiftReliable());
  }

  /**
   * Of mature rows of guardrails over all: the one-sided bounds on the lift, higher being better.
   */
  private String guardrailStatus(long at, Key key, EpochPair[] epochs, Anytime anytime) {
    Metric metric = key.metric();
    if (!metric.hasRole(GUARDRAIL, at) || !key.mature() || !key.segment().isAll()) {
      return null;
    }
    if (anytime == null) {
      return "CONTINUE";
    }
    double alpha = experiment.alpha();
    int guardrails = metricsOfRole(GUARDRAIL, at).size();
    double[] shared = oneSided(metric, epochs, anytime.floored(), alpha / guardrails);
    if (shared != null && shared[1] < 0) {
      return "HARM";
    }
    double[] each = oneSided(metric, epochs, anytime.floored(), alpha);
    Double margin = metric.termsAt(at).margin();
    boolean passes = each != null && margin != null && each[0] > -margin;
    return passes ? "PASS" : "CONTINUE";
  }

  private double[] oneSided(Metric metric, EpochPair[] epochs, Estimate floored, double alpha) {
    double kappa = EffectMath.kappa(epochs, 2 * alpha, experiment.plannedUnits());
    return oriented(metric, EffectMath.fieller(floored, EffectMath.oneSidedWidth(kappa, alpha)));
  }

  /** Higher being better. */
  private static double[] oriented(Metric metric, double[] bounds) {
    return bounds == null || metric.higherIsBetter()
        ? bounds
        : new double[] {-bounds[1], -bounds[0]};
  }

  /** Of mature rows over all: Holm over treatments and primaries, BH over secondaries. */
  private Double adjustedP(long at, Key key, int treatment) {
    String role = key.metric().termsAt(at).role();
    if (!key.mature() || !key.segment().isAll() || role.equals(GUARDRAIL)) {
      return null;
    }
    List<Double> family = new ArrayList<>();
    for (Metric metric : metricsOfRole(role, at)) {
      for (int other : treatments()) {
        Double p = lookP(new Key(metric, true, key.segment()), other);
        family.add(p == null ? 1.0 : p);
      }
    }
    Double own = lookP(key, treatment);
    if (own == null) {
      return null;
    }
    family.sort(null);
    return role.equals(PRIMARY) ? holm(family, own) : benjaminiHochberg(family, own);
  }

  private Double lookP(Key key, int treatment) {
    Look look = looks.containsKey(key) ? looks.get(key)[treatment] : null;
    return look == null ? null : look.p();
  }

  private static double holm(List<Double> sorted, double own) {
    double highest = 0;
    for (int i = 0; i <= sorted.indexOf(own); i++) {
      highest = Math.max(highest, (sorted.size() - i) * sorted.get(i));
    }
    return Math.min(1, highest);
  }

  private static double benjaminiHochberg(List<Double> sorted, double own) {
    double lowest = 1;
    for (int i = sorted.size() - 1; i >= 0 && sorted.get(i) >= own; i--) {
      lowest = Math.min(lowest, sorted.get(i) * sorted.size() / (i + 1));
    }
    return lowest;
  }

  private List<Integer> treatments() {
    List<Integer> treatments = new ArrayList<>();
    for (int i = 0; i < experiment.variants().size(); i++) {
      if (i != experiment.control()) {
        treatments.add(i);
      }
    }
    return treatments;
  }

  private EpochPair[] pairs(Key key, int treatment, List<Epoch> tested) {
    int control = experiment.control();
    EpochPair[] pairs = new EpochPair[tested.size()];
    for (int e = 0; e < pairs.length; e++) {
      Epoch epoch = tested.get(e);
      Moments[] variants = moments.apply(key, epoch);
      java.math.BigInteger weight = epoch.weights()[treatment];
      java.math.BigInteger both = weight.add(epoch.weights()[control]);
      pairs[e] =
          new EpochPair(
              arm(variants[control], key.metric()),
              arm(variants[treatment], key.metric()),
              both.signum() == 0 ? Double.NaN : ExactMath.quotient(weight, both));
    }
    return pairs;
  }

  private static Arm arm(Moments moments, Metric metric) {
    if (moments.units == 0) {
      return new Arm(0, 0, 0, 0);
    }
    int decimals = metric.decimals();
    return new Arm(
        moments.units, moments.nonzeroUnits, moments.mean(decimals), moments.centred(decimals));
  }

  private static long units(EpochPair[] epochs, boolean control) {
    long units = 0;
    for (EpochPair epoch : epochs) {
      units += control ? epoch.control().units() : epoch.treatment().units();
    }
    return units;
  }
}
