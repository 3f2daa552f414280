package io.plumbline.local.bench.statistics;

import static io.plumbline.local.bench.statistics.EffectStudies.ALPHA;

import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.CovariateImbalance;
import io.plumbline.core.statistics.Cuped;
import io.plumbline.core.statistics.EpochComparison;
import io.plumbline.core.statistics.EpochPair;
import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.LinearArm;
import io.plumbline.core.statistics.Moments;
import io.plumbline.core.statistics.OneSidedBounds;
import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.PairResult;
import io.plumbline.core.statistics.RatioCuped;
import io.plumbline.core.statistics.Ratios;
import io.plumbline.core.statistics.ValueRange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Ratios and covariates under continuous looking, unit by unit. */
final class AdjustedStudies {
  private static final long SMALL_ARM = 4_000;
  private static final int LOOKS = 100;
  private static final double[] SHARES = {0.5, 0.1};

  private static final int DIFFERENCE = 0;
  private static final int LIFT = 1;
  private static final int LOWER = 2;
  private static final int UPPER = 3;
  private static final int FIXED = 4;
  private static final int WIDTH = 5;

  private final MonteCarlo monteCarlo;
  private final Evidence evidence;

  /** A kind of metric. */
  private interface Kind {
    int variables();

    void unit(Draws draws, VectorSums into);

    /** Empty while there is nothing to compare. */
    Optional<EpochComparison> comparison(VectorSums control, VectorSums treatment, double share);
  }

  AdjustedStudies(MonteCarlo monteCarlo, Evidence evidence) {
    this.monteCarlo = monteCarlo;
    this.evidence = evidence;
  }

  void run() {
    evidence.heading("3. Ratios and covariates under continuous looking");
    evidence.text(
        String.format(
            Locale.ROOT,
            "No effect; %d looks, each a constant factor after the one before, until the smaller"
                + " arm has %,d units. Ratio: clicks over views, 2 to about 10 views a unit, click"
                + " rates of 5 %% and 20 %%. CUPED: lognormal values that share half of their log's"
                + " variance with the covariate; a third of the units have none. Last, the"
                + " coverage of the fixed-horizon interval at the end.",
            LOOKS,
            SMALL_ARM));
    evidence.table(
        "control/treatment",
        "runs",
        "difference",
        "lift (Fieller)",
        "lower bound of the lift",
        "upper bound of the lift",
        "fixed-horizon coverage");
    for (double share : SHARES) {
      study("ratio", new Ratio(), share);
      study("CUPED", new Covariate(), share);
      study("ratio with CUPED", new RatioCovariate(), share);
    }
    covariates();
  }

  private void study(String kind, Kind metric, double share) {
    String name = kind + ", " + EffectStudies.split(share);
    double[][] figures =
        monteCarlo.figures(name, 0.1, WIDTH, (draws, figure) -> run(metric, share, draws, figure));
    evidence.row(
        name,
        String.format(Locale.ROOT, "%,d", figures.length),
        evidence.judged(name + ", difference", Rate.of(figures, DIFFERENCE), ALPHA),
        evidence.judged(name + ", lift", Rate.of(figures, LIFT), ALPHA),
        evidence.judged(name + ", lower bound", Rate.of(figures, LOWER), ALPHA),
        evidence.judged(name + ", upper bound", Rate.of(figures, UPPER), ALPHA),
        evidence.shown(Rate.of(figures, FIXED, missed -> missed == 0)));
  }

  private static void run(Kind metric, double share, Draws draws, double[] figure) {
    long end = Math.round(SMALL_ARM / share);
    long planned = end / 2;
    VectorSums control = new VectorSums(metric.variables());
    VectorSums treatment = new VectorSums(metric.variables());
    long seen = 0;
    double factor = StrictMath.pow(100, 1.0 / LOOKS);
    for (long look : Looks.growing(end / 100, end, factor)) {
      for (; seen < look; seen++) {
        metric.unit(draws, draws.chance(share) ? treatment : control);
      }
      if (control.units() < 2 || treatment.units() < 2) {
        continue;
      }
      Optional<EpochComparison> comparison = metric.comparison(control, treatment, share);
      if (comparison.isEmpty()) {
        continue;
      }
      List<EpochComparison> epochs = List.of(comparison.get());
      PairResult result = PairAnalysis.compare(epochs, ValueRange.LIMITED, ALPHA, planned);
      if (look == end && result.isSufficient()) {
        mark(
            figure,
            FIXED,
            new Interval(result.difference().lowerBound(), result.difference().upperBound()));
      }
      if (result.callable() && result.isSufficient()) {
        mark(figure, DIFFERENCE, result.anytime().difference());
        if (result.anytime().lift() != null) {
          mark(figure, LIFT, result.anytime().lift());
        }
        OneSidedBounds bounds = PairAnalysis.oneSidedLift(epochs, ALPHA, planned);
        if (bounds.lower() != null && bounds.lower() > 0) {
          figure[LOWER] = 1;
        }
        if (bounds.upper() != null && bounds.upper() < 0) {
          figure[UPPER] = 1;
        }
      }
    }
  }

  private static void mark(double[] figure, int column, Interval interval) {
    if (interval.lower() > 0 || interval.upper() < 0) {
      figure[column] = 1;
    }
  }

  /** Views come in clusters: an active unit has more of them, and each unit its own click rate. */
  private static final class Ratio implements Kind {
    @Override
    public int variables() {
      return 2;
    }

    @Override
    public void unit(Draws draws, VectorSums into) {
      long views = 2 + draws.poisson(draws.chance(0.3) ? 6 : 1);
      into.add(draws.binomial(views, draws.chance(0.2) ? 0.2 : 0.05), views);
    }

    @Override
    public Optional<EpochComparison> comparison(VectorSums c, VectorSums t, double share) {
      return pair(
          Ratios.arm(c.moments(), c.nonzero()), Ratios.arm(t.moments(), t.nonzero()), share);
    }
  }

  private static final class Covariate implements Kind {
    @Override
    public int variables() {
      return 2;
    }

    @Override
    public void unit(Draws draws, VectorSums into) {
      double shared = draws.normal();
      double value = StrictMath.exp(StrictMath.sqrt(0.5) * (shared + draws.normal()));
      into.add(value, draws.chance(1.0 / 3) ? 0 : StrictMath.exp(shared));
    }

    @Override
    public Optional<EpochComparison> comparison(VectorSums c, VectorSums t, double share) {
      Moments control = c.moments();
      Moments treatment = t.moments();
      double theta = Cuped.theta(control.plus(treatment));
      return pair(
          Optional.of(Cuped.arm(control, theta, c.nonzero())),
          Optional.of(Cuped.arm(treatment, theta, t.nonzero())),
          share);
    }
  }

  /** Clicks and views, before and after; a unit keeps its activity and its click rate. */
  private static final class RatioCovariate implements Kind {
    @Override
    public int variables() {
      return 4;
    }

    @Override
    public void unit(Draws draws, VectorSums into) {
      double activity = draws.chance(0.3) ? 6 : 1;
      double rate = draws.chance(0.2) ? 0.2 : 0.05;
      long views = 2 + draws.poisson(activity);
      boolean isNew = draws.chance(1.0 / 3);
      long before = isNew ? 0 : 2 + draws.poisson(activity);
      into.add(draws.binomial(views, rate), views, draws.binomial(before, rate), before);
    }

    @Override
    public Optional<EpochComparison> comparison(VectorSums c, VectorSums t, double share) {
      Moments control = c.moments();
      Moments treatment = t.moments();
      return RatioCuped.theta(List.of(control, treatment))
          .flatMap(
              theta ->
                  pair(
                      RatioCuped.arm(control, theta, c.nonzero()),
                      RatioCuped.arm(treatment, theta, t.nonzero()),
                      share));
    }
  }

  private static Optional<EpochComparison> pair(
      Optional<LinearArm> control, Optional<LinearArm> treatment, double share) {
    return control.flatMap(c -> treatment.map(t -> new EpochComparison(c, t, share)));
  }

  /** COVARIATE_IMBALANCE on what units spent before, which most did not. */
  private void covariates() {
    evidence.processes("covariate imbalance");
    for (double share : SHARES) {
      covariates(
          "30 % with lognormal(3, 1), " + EffectStudies.split(share),
          Values.revenue(0.3, 3, 1, 1),
          share);
    }
  }

  private void covariates(String name, Values values, double share) {
    long end = Math.round(5 * SMALL_ARM / share);
    double[][] figures =
        monteCarlo.figures(
            "covariate imbalance, " + name,
            0.2,
            1,
            (draws, figure) -> {
              ArmSums control = new ArmSums();
              ArmSums treatment = new ArmSums();
              long seen = 0;
              for (long look : Looks.growing(50, end, StrictMath.pow(end / 50.0, 1.0 / LOOKS))) {
                long treated = draws.binomial(look - seen, share);
                values.draw(draws, look - seen - treated, control);
                values.draw(draws, treated, treatment);
                seen = look;
                Arm c = control.arm();
                Arm t = treatment.arm();
                for (double level : Evidence.levels()) {
                  double logE =
                      CovariateImbalance.logE(List.of(new EpochPair(c, t, share)), level, end / 2);
                  if (logE < StrictMath.log(1 / level)) {
                    break;
                  }
                  SplitStudies.raise(figure, 0, StrictMath.log(1 / level));
                }
              }
            });
    evidence.process(name, figures, 0);
  }
}
