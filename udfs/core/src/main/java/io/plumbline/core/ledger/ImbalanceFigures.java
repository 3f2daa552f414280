package io.plumbline.core.ledger;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.ExperimentAlertType;
import io.plumbline.core.alert.Finding;
import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.statistics.AssignmentMismatch;
import io.plumbline.core.statistics.CrossoverImbalance;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.SrmAlarm;
import io.plumbline.core.statistics.SrmCombined;
import io.plumbline.core.unit.ExclusionTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an experiment's tests of imbalance stand at an instant, on the tested epochs of its process:
 * STATISTICS.md section 1, exclusions, crossovers and assignments.
 *
 * <p>What is shown is what is tested. Units in a variant that its epoch gives no share are in
 * neither, nor are crossovers from or to one: nobody crosses over the other way.
 */
final class ImbalanceFigures {
  private final Publication at;
  private final ExperimentPlan plan;
  private final ImbalanceCounts counts;
  private final SrmLedger split;
  private final List<Epoch> tested;
  private final double alpha;
  private final TreeMap<ImbalanceTest, Double> logE = new TreeMap<>();

  ImbalanceFigures(Publication at, ImbalanceCounts counts, SrmLedger split) {
    this.at = at;
    this.plan = at.plan();
    this.counts = counts;
    this.split = split;
    this.tested = at.begun().stream().filter(epoch -> isTested(at, epoch)).toList();
    this.alpha = SrmAlarm.alphaAfter(plan.experiment().srmAlpha(), at.process());
    test();
  }

  static boolean isTested(Publication at, Epoch epoch) {
    return !epoch.settling() && epoch.process() == at.process();
  }

  /** A test that has counted no unit is not there. */
  private void test() {
    for (ExclusionTest test : counts.excluded()) {
      if (units(test) > 0) {
        List<EpochCounts> epochs = new ArrayList<>();
        for (Epoch epoch : tested) {
          epochs.add(new EpochCounts(counts.excluded(plan, test, epoch.index()), epoch.weights()));
        }
        logE.put(ImbalanceTest.of(test), SrmCombined.product(epochs));
      }
    }
    for (int a = 0; a < at.variants(); a++) {
      for (int b = a + 1; b < at.variants(); b++) {
        long there = crossovers(a, b);
        long back = crossovers(b, a);
        if (there + back > 0) {
          logE.put(ImbalanceTest.ofPair(a, b), CrossoverImbalance.logE(there, back));
        }
      }
    }
    if (plan.experiment().salt() != null) {
      logE.put(ImbalanceTest.MISMATCH, AssignmentMismatch.logE(enrolled(), mismatches()));
    }
  }

  /** Units that a test has left events out of, by variant. */
  private long excluded(ExclusionTest test, int variant) {
    long units = 0;
    for (Epoch epoch : tested) {
      if (epoch.weights()[variant] > 0) {
        units += counts.excluded(plan, test, epoch.index())[variant];
      }
    }
    return units;
  }

  private long units(ExclusionTest test) {
    long units = 0;
    for (int i = 0; i < at.variants(); i++) {
      units += excluded(test, i);
    }
    return units;
  }

  private long crossovers(int from, int to) {
    long units = 0;
    for (Epoch epoch : tested) {
      if (hasBoth(epoch, from, to)) {
        units += counts.crossovers(plan, epoch.index())[from][to];
      }
    }
    return units;
  }

  /** Of both variants of a pair, in the epochs in which units can cross over between them. */
  private long enrolled(int a, int b) {
    long units = 0;
    for (Epoch epoch : tested) {
      if (hasBoth(epoch, a, b)) {
        long[] observed = split.units(plan, epoch.index());
        units += observed[a] + observed[b];
      }
    }
    return units;
  }

  private static boolean hasBoth(Epoch epoch, int a, int b) {
    return epoch.weights()[a] > 0 && epoch.weights()[b] > 0;
  }

  private long enrolled() {
    long units = 0;
    for (Epoch epoch : tested) {
      for (long observed : split.units(plan, epoch.index())) {
        units += observed;
      }
    }
    return units;
  }

  private long mismatches() {
    return tested.stream().mapToLong(epoch -> counts.mismatches(epoch.index())).sum();
  }

  /**
   * Units left out of a variant, by reason; without those that have none.
   *
   * @param ofMetricEvents whether of metric events, else of exposures
   */
  Map<String, Long> excludedUnits(int variant, boolean ofMetricEvents) {
    Map<String, Long> units = new TreeMap<>();
    for (ExclusionTest test : counts.excluded()) {
      long left = test.isOfMetricEvents() == ofMetricEvents ? excluded(test, variant) : 0;
      if (left != 0) {
        units.put(test.reason(), left);
      }
    }
    return units;
  }

  /** Units that crossed over from a variant, by where to; without those that have none. */
  Map<String, Long> crossoversTo(int variant) {
    Map<String, Long> units = new TreeMap<>();
    for (int to = 0; to < at.variants(); to++) {
      long crossed = crossovers(variant, to);
      if (crossed != 0) {
        units.put(plan.variantKey(to), crossed);
      }
    }
    return units;
  }

  /** Logs of e-values by the name of the test, of those that a job tells of. */
  Map<String, Double> logEValues(boolean withMetrics) {
    Map<String, Double> values = new TreeMap<>();
    logE.forEach(
        (test, value) -> {
          if (test.isToldBy(withMetrics)) {
            values.put(test.name(plan), value);
          }
        });
    return values;
  }

  /** The tests that have reached WARNED or OPENED at this instant alone. */
  Map<ImbalanceTest, AlertStatus> levels() {
    Map<ImbalanceTest, AlertStatus> levels = new LinkedHashMap<>();
    logE.forEach(
        (test, value) -> {
          if (value >= StrictMath.log(tests(test) / alpha)) {
            levels.put(test, AlertStatus.OPENED);
          } else if (isLarge(test)) {
            levels.put(test, AlertStatus.WARNED);
          }
        });
    return levels;
  }

  /** That share an alpha. */
  private double tests(ImbalanceTest test) {
    return isPair(test) ? at.variants() * (at.variants() - 1) / 2.0 : 1;
  }

  private boolean isLarge(ImbalanceTest test) {
    if (!isPair(test)) {
      return false;
    }
    long crossed = crossovers(test.from(), test.to()) + crossovers(test.to(), test.from());
    return CrossoverImbalance.isLarge(crossed, enrolled(test.from(), test.to()));
  }

  private static boolean isPair(ImbalanceTest test) {
    return test.type() == ExperimentAlertType.CROSSOVER_IMBALANCE;
  }

  Finding finding(ImbalanceTest test, AlertStatus level, SrmAlarm.Level srm) {
    Experiment experiment = plan.experiment();
    double value = logE.getOrDefault(test, 0.0);
    if (test.exclusion() != null) {
      Map<String, Long> observed = new LinkedHashMap<>();
      Map<String, Double> expected = new LinkedHashMap<>();
      for (int i = 0; i < at.variants(); i++) {
        double planned = 0;
        for (Epoch epoch : tested) {
          long[] units = counts.excluded(plan, test.exclusion(), epoch.index());
          planned += epoch.expected(epoch.testedUnits(units), i);
        }
        observed.put(plan.variantKey(i), excluded(test.exclusion(), i));
        expected.put(plan.variantKey(i), planned);
      }
      return Finding.exclusions(
          experiment,
          test.exclusion().isOfMetricEvents() ? "metric events" : "exposures",
          test.exclusion().reason(),
          observed,
          expected,
          value,
          srm.compareTo(SrmAlarm.Level.OPENED) >= 0,
          at.asOf());
    }
    if (test.equals(ImbalanceTest.MISMATCH)) {
      return Finding.mismatches(experiment, mismatches(), enrolled(), value, at.asOf());
    }
    return Finding.crossovers(
        experiment,
        plan.variantKey(test.from()),
        plan.variantKey(test.to()),
        crossovers(test.from(), test.to()),
        crossovers(test.to(), test.from()),
        enrolled(test.from(), test.to()),
        value,
        level == AlertStatus.OPENED,
        at.asOf());
  }
}
