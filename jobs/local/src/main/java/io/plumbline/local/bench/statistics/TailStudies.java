package io.plumbline.local.bench.statistics;

import io.plumbline.core.statistics.LeastSize;
import io.plumbline.core.statistics.ValueRange;
import io.plumbline.local.bench.statistics.EffectStudies.Setting;
import java.util.Locale;

/**
 * The tail that the pool knows nothing of: in the small arm alone, and too rare to have been seen.
 * Judged is what Plumbline does; shown is what it would do by the least size of even splits, and
 * where its own is not enough.
 */
final class TailStudies {
  /** Units of the smaller arm at the end: of 3 % with a value some thousands. */
  private static final long SMALL_ARM = 300_000;

  private static final String BY_NONZERO = ", by " + LeastSize.NONZERO + " alone";
  private static final double BUYERS = 0.03;
  private static final double MU = 3;
  private static final double[] SHARES = {0.3, 0.1, 0.01};

  private final MonteCarlo monteCarlo;
  private final Evidence evidence;

  /** A tail of the small arm, and the other arm's values. */
  private record Tail(String name, Values heavy, Values other) {

    /** Lognormal amounts, against one price that more units pay. */
    static Tail againstOnePrice(double sigma) {
      Values heavy = Values.revenue(BUYERS, MU, sigma, 1);
      return new Tail(name(sigma), heavy, Values.light(0.3, heavy.mean()));
    }

    /** Lognormal amounts, against lighter ones. */
    static Tail againstLighter(double sigma, double lighter) {
      double mu = MU + (sigma * sigma - lighter * lighter) / 2;
      return new Tail(
          String.format(Locale.ROOT, "%s, against %.1f", name(sigma), lighter),
          Values.revenue(BUYERS, MU, sigma, 1),
          Values.revenue(BUYERS, mu, lighter, 1));
    }

    static Tail capped(double sigma) {
      Values heavy = Values.cappedRevenue(BUYERS, MU, sigma);
      return new Tail(name(sigma) + ", capped", heavy, Values.light(0.3, heavy.mean()));
    }

    private static String name(double sigma) {
      return String.format(Locale.ROOT, "sigma %.1f", sigma);
    }
  }

  TailStudies(MonteCarlo monteCarlo, Evidence evidence) {
    this.monteCarlo = monteCarlo;
    this.evidence = evidence;
  }

  void run() {
    evidence.text(
        String.format(
            Locale.ROOT,
            "**The heavy tail in the small arm alone**, to %,d of its units: %.0f %% of them buy"
                + " for lognormal(%.0f, sigma), 30 %% of the other arm at one price, or %.0f %% for"
                + " a lognormal that is lighter; the means are equal. The floor is then the light"
                + " arm's variance, and the small arm has not seen its tail, so that nothing"
                + " measured tells of it; all that helps is to wait. Without a cap a call needs T^2"
                + " / Q >= %d in each arm, or %,d non-zero units: judged. With the %d of even"
                + " splits: shown. Capped where one in a hundred buyers is above, %<d are enough:"
                + " judged.",
            SMALL_ARM,
            100 * BUYERS,
            MU,
            100 * BUYERS,
            LeastSize.EFFECTIVE_OF_OPEN,
            LeastSize.NONZERO_OF_OPEN,
            LeastSize.NONZERO));
    columns("the small arm's tail");
    for (double share : SHARES) {
      judged(Tail.againstOnePrice(1.5), share, ValueRange.OPEN);
      shown(Tail.againstOnePrice(1.5), share, ValueRange.LIMITED, BY_NONZERO);
      judged(Tail.capped(1.5), share, ValueRange.LIMITED);
    }
    judged(Tail.againstLighter(1.5, 1), 0.1, ValueRange.OPEN);
    shown(Tail.againstLighter(1.5, 1), 0.1, ValueRange.LIMITED, BY_NONZERO);
    judged(Tail.againstOnePrice(1), 0.1, ValueRange.OPEN);
    evidence.text(
        "**Where the promise ends.** Where values have no bound no procedure holds a level for"
            + " means at any number of units (Bahadur and Savage 1956): a tail that is heavier"
            + " still needs more, or a cap. Shown, not judged; the cap is judged.");
    columns("a heavier tail");
    for (double share : new double[] {0.1, 0.01}) {
      shown(Tail.againstOnePrice(2), share, ValueRange.OPEN, "");
      judged(Tail.capped(2), share, ValueRange.LIMITED);
    }
  }

  private void columns(String title) {
    evidence.table(
        title + "; control/treatment",
        "runs",
        "ever called",
        "first call at non-zero units, median",
        "difference",
        "lift (Fieller)",
        "lower bound of the lift",
        "upper bound of the lift");
  }

  private void judged(Tail tail, double share, ValueRange range) {
    study(tail, share, range, "", true);
  }

  private void shown(Tail tail, double share, ValueRange range, String remark) {
    study(tail, share, range, remark, false);
  }

  private void study(Tail tail, double share, ValueRange range, String remark, boolean isJudged) {
    String name = tail.name() + ", " + EffectStudies.split(share);
    Setting setting = new Setting(name, tail.other(), tail.heavy(), share, 0, SMALL_ARM, range);
    double[][] figures =
        monteCarlo.figures(
            "heavy tail in the small arm alone, " + name,
            0.2,
            EffectStudies.WIDTH,
            (draws, figure) -> EffectStudies.run(setting, draws, figure));
    double[] firstCalls = Quantile.sorted(figures, EffectStudies.FIRST_CALL);
    evidence.row(
        name + remark,
        String.format(Locale.ROOT, "%,d", figures.length),
        EffectStudies.called(figures, EffectStudies.FIRST_CALL),
        String.format(Locale.ROOT, "%,.0f", Quantile.of(firstCalls, 0.5)),
        cell(name, "difference", Rate.of(figures, EffectStudies.DIFFERENCE), isJudged),
        cell(name, "lift", Rate.of(figures, EffectStudies.LIFT_FIELLER), isJudged),
        cell(name, "lower bound", Rate.of(figures, EffectStudies.LOWER), isJudged),
        cell(name, "upper bound", Rate.of(figures, EffectStudies.UPPER), isJudged));
  }

  private String cell(String name, String what, Rate rate, boolean isJudged) {
    return isJudged
        ? evidence.judged(
            "heavy tail in the small arm alone, " + name + ", " + what, rate, EffectStudies.ALPHA)
        : evidence.marked(rate, EffectStudies.ALPHA);
  }
}
