package io.plumbline.local.bench.statistics;

import io.plumbline.core.statistics.Anytime;
import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.EpochPair;
import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.OneSidedBounds;
import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.PairResult;
import io.plumbline.core.statistics.ValueRange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How often the anytime intervals of an effect ever miss it. */
final class EffectStudies {
  static final double ALPHA = 0.05;

  /** Units of the smaller arm at the end of an experiment. */
  private static final long SMALL_ARM = 30_000;

  /** The same where 3 % buy, so that on uneven splits there are calls. */
  private static final long SMALL_ARM_OF_BUYERS = 200_000;

  private static final int LOOKS = 200;
  private static final double LIFT = 0.2;
  private static final double[] SHARES = {0.5, 0.1, 0.01};

  static final int DIFFERENCE = 0;
  static final int LIFT_FIELLER = 1;
  static final int LOWER = 2;
  static final int UPPER = 3;
  private static final int PLUG_IN = 4;
  private static final int DELTA = 5;
  private static final int FIXED_DIFFERENCE = 6;
  private static final int FIXED_LIFT = 7;
  private static final int FLOOR = 8;
  static final int FIRST_CALL = 9;
  static final int WIDTH = 10;

  static final Values HEAVY = Values.revenue(0.03, 3, 1.5, 1);
  static final Values LIGHT = Values.light(0.3, HEAVY.mean());

  private final MonteCarlo monteCarlo;
  private final Evidence evidence;

  /** A metric, and how it is changed by a lift. */
  private record Metric(String name, Values control, Values lifted, long smallArm) {
    Metric(String name, Values control, Values lifted) {
      this(name, control, lifted, SMALL_ARM);
    }

    Setting withoutEffect(double share) {
      return new Setting(
          name + ", " + split(share), control, control, share, 0, smallArm, control.range());
    }

    Setting withEffect(double share) {
      return new Setting(
          name + ", " + split(share) + ", +20 %",
          control,
          lifted,
          share,
          lifted.mean() / control.mean() - 1,
          smallArm,
          control.range());
    }
  }

  /**
   * What one simulates.
   *
   * @param share of the treatment
   * @param lift true
   * @param smallArm units of the smaller arm at the end
   * @param range what the configuration says of the values
   */
  record Setting(
      String name,
      Values control,
      Values treatment,
      double share,
      double lift,
      long smallArm,
      ValueRange range) {
    Setting(String name, Values control, Values treatment, double share, double lift) {
      this(name, control, treatment, share, lift, SMALL_ARM, control.range());
    }

    long end() {
      return Math.round(smallArm / Math.min(share, 1 - share));
    }

    /** N*. */
    long planned() {
      return end() / 2;
    }

    double difference() {
      return lift * control.mean();
    }
  }

  EffectStudies(MonteCarlo monteCarlo, Evidence evidence) {
    this.monteCarlo = monteCarlo;
    this.evidence = evidence;
  }

  private static final List<Metric> METRICS =
      List.of(
          new Metric("binary, 10 %", Values.binary(0.1), Values.binary(0.12)),
          new Metric("rare binary, 0.5 %", Values.binary(0.005), Values.binary(0.006)),
          new Metric("Poisson(1)", Values.poisson(1), Values.poisson(1 + LIFT)),
          new Metric(
              "revenue, 3 % buy for lognormal(3, 1.5)",
              Values.revenue(0.03, 3, 1.5, 1),
              Values.revenue(0.03, 3, 1.5, 1 + LIFT),
              SMALL_ARM_OF_BUYERS),
          new Metric("a rare spike", Values.spike(1), Values.spike(1 + LIFT)));

  void run() {
    evidence.heading("2. Effects: intervals under continuous looking");
    evidence.text(
        String.format(
            Locale.ROOT,
            "%d looks, each a constant factor after the one before, until the smaller arm has %,d"
                + " units, of revenue %,d; N* is half of all. How often an interval or bound ever"
                + " leaves the truth out: nominal %.0f %%, each one-sided bound by itself; without"
                + " an effect that is a p-value at or below it. The spike: every unit 0 or 2, one"
                + " in 10,000 with 1,000 more. Unequal tails: 3 %% of one arm buy for"
                + " lognormal(3, 1.5), 30 %% of the other at one price, the means equal. For"
                + " comparison the plug-in sequence (no floor, no least size) and the lift by the"
                + " delta method (with both). Last, what the floor adds to the standard error at"
                + " the end.",
            LOOKS,
            SMALL_ARM,
            SMALL_ARM_OF_BUYERS,
            100 * ALPHA));
    columns("no effect");
    for (Metric metric : METRICS) {
      for (double share : SHARES) {
        study(metric.withoutEffect(share));
      }
    }
    unequalTails();
    columns("a true lift of 20 %");
    for (Metric metric : METRICS) {
      for (double share : SHARES) {
        study(metric.withEffect(share));
      }
    }
    new TailStudies(monteCarlo, evidence).run();
    fixed();
  }

  private void unequalTails() {
    for (double share : new double[] {0.5, 0.1}) {
      study(
          new Setting(
              "unequal tails, the heavy one in control, " + split(share), HEAVY, LIGHT, share, 0));
    }
    study(new Setting("unequal tails, the heavy one in treatment, 50/50", LIGHT, HEAVY, 0.5, 0));
  }

  private void columns(String title) {
    evidence.table(
        title + "; control/treatment",
        "runs",
        "ever called",
        "difference",
        "lift (Fieller)",
        "lower bound of the lift",
        "upper bound of the lift",
        "plug-in sequence",
        "lift by the delta method",
        "floor");
  }

  static String split(double share) {
    return String.format(Locale.ROOT, "%.0f/%.0f", 100 - 100 * share, 100 * share);
  }

  private void study(Setting setting) {
    double[][] figures = figures(setting);
    evidence.row(
        setting.name(),
        String.format(Locale.ROOT, "%,d", figures.length),
        called(figures, FIRST_CALL),
        judged(setting, "difference", figures, DIFFERENCE),
        judged(setting, "lift", figures, LIFT_FIELLER),
        judged(setting, "lower bound", figures, LOWER),
        judged(setting, "upper bound", figures, UPPER),
        evidence.shown(Rate.of(figures, PLUG_IN)),
        evidence.shown(Rate.of(figures, DELTA)),
        floor(figures));
  }

  /** Without calls there are no false ones. */
  static String called(double[][] figures, int column) {
    long called = Arrays.stream(figures).filter(run -> run[column] > 0).count();
    return String.format(Locale.ROOT, "%.0f %%", 100.0 * called / figures.length);
  }

  private double[][] figures(Setting setting) {
    return monteCarlo.figures(
        setting.name(), 0.2, WIDTH, (draws, figure) -> run(setting, draws, figure));
  }

  private String judged(Setting setting, String what, double[][] figures, int column) {
    return evidence.judged(setting.name() + ", " + what, Rate.of(figures, column), ALPHA);
  }

  private static String floor(double[][] figures) {
    double[] ratios = Quantile.sorted(figures, FLOOR);
    double sum = 0;
    for (double ratio : ratios) {
      sum += ratio;
    }
    return String.format(Locale.ROOT, "+%.1f %%", 100 * (sum / ratios.length - 1));
  }

  static void run(Setting setting, Draws draws, double[] figure) {
    ArmSums control = new ArmSums();
    ArmSums treatment = new ArmSums();
    long seen = 0;
    double factor = StrictMath.pow(1_000, 1.0 / LOOKS);
    for (long look : Looks.growing(setting.end() / 1_000, setting.end(), factor)) {
      long treated = draws.binomial(look - seen, setting.share());
      setting.control().draw(draws, look - seen - treated, control);
      setting.treatment().draw(draws, treated, treatment);
      seen = look;
      look(setting, control.arm(), treatment.arm(), figure, look == setting.end());
    }
  }

  private static void look(
      Setting setting, Arm control, Arm treatment, double[] figure, boolean isLast) {
    List<EpochPair> epochs = List.of(new EpochPair(control, treatment, setting.share()));
    PairResult result = PairAnalysis.analyse(epochs, setting.range(), ALPHA, setting.planned());
    if (!result.isSufficient()) {
      return;
    }
    double difference = setting.difference();
    Anytime.Look plugIn =
        Anytime.look(
            result.difference().estimate(),
            result.difference().standardError(),
            control.units() + treatment.units(),
            ALPHA,
            setting.planned());
    mark(figure, PLUG_IN, difference, plugIn.lowerBound(), plugIn.upperBound());
    Interval anytime = result.anytime().difference();
    if (isLast) {
      mark(
          figure,
          FIXED_DIFFERENCE,
          difference,
          result.difference().lowerBound(),
          result.difference().upperBound());
      if (result.lift() != null) {
        mark(
            figure,
            FIXED_LIFT,
            setting.lift(),
            result.lift().lowerBound(),
            result.lift().upperBound());
      }
      figure[FLOOR] =
          (anytime.upper() - anytime.lower()) / (plugIn.upperBound() - plugIn.lowerBound());
    }
    if (!result.callable()) {
      return;
    }
    if (figure[FIRST_CALL] == 0) {
      figure[FIRST_CALL] = Math.min(control.nonzeroUnits(), treatment.nonzeroUnits());
    }
    mark(figure, DIFFERENCE, difference, anytime.lower(), anytime.upper());
    if (result.anytime().lift() != null) {
      Interval lift = result.anytime().lift();
      mark(figure, LIFT_FIELLER, setting.lift(), lift.lower(), lift.upper());
    }
    if (result.lift() != null) {
      delta(setting, control, treatment, figure);
    }
    OneSidedBounds bounds =
        PairAnalysis.oneSidedLift(epochs, setting.range(), ALPHA, setting.planned());
    if (bounds.lower() != null && bounds.lower() > setting.lift()) {
      figure[LOWER] = 1;
    }
    if (bounds.upper() != null && bounds.upper() < setting.lift()) {
      figure[UPPER] = 1;
    }
  }

  /** As the difference's interval, floor and all, but over the control's mean to first order. */
  private static void delta(Setting setting, Arm control, Arm treatment, double[] figure) {
    double pool = (control.m2() + treatment.m2()) / (control.units() + treatment.units() - 2.0);
    double base = control.mean();
    double a = treatment.mean() / base;
    double variance =
        (Math.max(pool, treatment.m2() / (treatment.units() - 1)) / treatment.units()
                + a * a * Math.max(pool, control.m2() / (control.units() - 1)) / control.units())
            / (base * base);
    Anytime.Look look =
        Anytime.look(
            a - 1,
            StrictMath.sqrt(variance),
            control.units() + treatment.units(),
            ALPHA,
            setting.planned());
    mark(figure, DELTA, setting.lift(), look.lowerBound(), look.upperBound());
  }

  private static void mark(double[] figure, int column, double truth, double low, double high) {
    if (truth < low || truth > high) {
      figure[column] = 1;
    }
  }

  /** One look at the end, in the experiments without an effect. */
  private void fixed() {
    evidence.text(
        String.format(
            Locale.ROOT,
            "Fixed-horizon intervals of %.0f %%, one look at the end, no effect: how often they"
                + " hold it. Welch's t and the delta method are right for large samples, not for"
                + " any; they are shown, not judged.",
            100 - 100 * ALPHA));
    evidence.table(
        "control/treatment, the smaller arm with 1,000 units", "runs", "difference", "lift");
    for (Metric metric : METRICS) {
      for (double share : SHARES) {
        fixed(metric.withoutEffect(share));
      }
    }
  }

  private void fixed(Setting setting) {
    long smallArm = 1_000;
    long end = Math.round(smallArm / setting.share());
    double[][] figures =
        monteCarlo.figures(
            "fixed horizon, " + setting.name(),
            1,
            WIDTH,
            (draws, figure) -> {
              ArmSums control = new ArmSums();
              ArmSums treatment = new ArmSums();
              long treated = draws.binomial(end, setting.share());
              setting.control().draw(draws, end - treated, control);
              setting.treatment().draw(draws, treated, treatment);
              look(setting, control.arm(), treatment.arm(), figure, true);
            });
    evidence.row(
        setting.name(),
        String.format(Locale.ROOT, "%,d", figures.length),
        evidence.shown(Rate.of(figures, FIXED_DIFFERENCE, missed -> missed == 0)),
        evidence.shown(Rate.of(figures, FIXED_LIFT, missed -> missed == 0)));
  }
}
