package io.plumbline.local.bench.statistics;

import io.plumbline.local.bench.statistics.EffectStudies.Setting;
import java.util.List;
import java.util.Locale;

/**
 * The tail that the pool knows nothing of: in the small arm alone, and too rare to have been seen.
 * Judged is what Plumbline does, with a cap and without one.
 */
final class TailStudies {
  /** Units of the smaller arm at the end: of 3 % with a value some thousands. */
  private static final long SMALL_ARM = 200_000;

  /** What Plumbline waits for: STATISTICS.md, section 2, the variance floor. */
  private static final long LEAST_NONZERO = 300;

  private static final double[] SHARES = {0.1, 0.01};
  private static final List<Long> LONGER = List.of(1_000L, 2_000L, 4_000L);

  private static final Values CAPPED = Values.cappedRevenue(0.03, 3, 1.5);
  private static final Values LIGHT_AS_CAPPED = Values.light(0.3, CAPPED.mean());

  private final MonteCarlo monteCarlo;
  private final Evidence evidence;

  TailStudies(MonteCarlo monteCarlo, Evidence evidence) {
    this.monteCarlo = monteCarlo;
    this.evidence = evidence;
  }

  void run() {
    evidence.text(
        String.format(
            Locale.ROOT,
            "**Where the promise ends.** Unequal tails again, but the heavy one in the small arm,"
                + " to %,d of its units: the floor takes the light arm's variance, and the small"
                + " arm has not seen its tail yet. Nothing that is measured tells of it, and where"
                + " values have no bound no procedure can promise more (Bahadur and Savage 1956)."
                + " What can be done is to wait for more non-zero units in each arm than the %d of"
                + " a call, or to cap: here where one in a hundred buyers is above. Rows with that"
                + " number are judged, with a cap and without; the others are shown.",
            SMALL_ARM,
            LEAST_NONZERO));
    evidence.table(
        "the heavy tail in the small arm alone",
        "non-zero units before a call",
        "runs",
        "difference",
        "lift (Fieller)",
        "lower bound of the lift",
        "upper bound of the lift");
    for (double share : SHARES) {
      study("no cap, ", EffectStudies.LIGHT, EffectStudies.HEAVY, share, LEAST_NONZERO, true);
      for (long least : LONGER) {
        study("no cap, ", EffectStudies.LIGHT, EffectStudies.HEAVY, share, least, false);
      }
      study("capped, ", LIGHT_AS_CAPPED, CAPPED, share, LEAST_NONZERO, true);
    }
  }

  private void study(
      String kind, Values light, Values heavy, double share, long least, boolean isJudged) {
    String name = kind + EffectStudies.split(share);
    Setting setting = new Setting(name, light, heavy, share, 0, SMALL_ARM, least);
    double[][] figures =
        monteCarlo.figures(
            "heavy tail in the small arm alone, " + name,
            0.2,
            EffectStudies.WIDTH,
            (draws, figure) -> EffectStudies.run(setting, draws, figure));
    evidence.row(
        name,
        String.format(Locale.ROOT, "%,d", least),
        String.format(Locale.ROOT, "%,d", figures.length),
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
