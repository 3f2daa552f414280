package io.plumbline.local.bench.statistics;

import io.plumbline.core.statistics.DayCounts;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.LateOnset;
import io.plumbline.core.statistics.SrmAlarm;
import io.plumbline.core.statistics.SrmCombined;
import io.plumbline.core.statistics.SrmEValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.special.Erf;

/** How soon a mismatch is found. */
final class DelayStudies {
  private static final double ALPHA = 0.001;
  private static final double REACHED = StrictMath.log(1 / ALPHA);
  private static final double POWER = 0.8;
  private static final double[] TRUE_SHARES = {0.6, 0.55, 0.51, 0.505};
  private static final long[] EVEN = {1, 1};
  private static final double STEP = 1.005;

  private final MonteCarlo monteCarlo;
  private final Evidence evidence;

  DelayStudies(MonteCarlo monteCarlo, Evidence evidence) {
    this.monteCarlo = monteCarlo;
    this.evidence = evidence;
  }

  void run() {
    evidence.heading("1. Sample-ratio mismatch: how soon a real one is found");
    evidence.text(
        "Median units until E >= 1 / 0.001, planned 1:1; looks half a percent apart. Beside it the"
            + " units that a chi-squared test at 0.001 with one look needs for 80 % power.");
    evidence.table("true split", "runs", "mixture", "K = 10^4 alone", "fixed-N chi-squared, 80 %");
    for (double share : TRUE_SHARES) {
      delay(share);
    }
    late();
    tilt();
  }

  private void delay(double share) {
    String name =
        String.format(Locale.ROOT, "%s/%s", number(100 * share), number(100 - 100 * share));
    double fixed = fixedUnits(share);
    double[][] figures =
        monteCarlo.figures(
            "delay at " + name,
            0.1,
            2,
            (draws, figure) -> {
              long[] counts = new long[2];
              long units = 0;
              while (figure[0] == 0 || figure[1] == 0) {
                long next = Math.max(units + 1, (long) (units * STEP));
                long first = draws.binomial(next - units, share);
                counts[0] += first;
                counts[1] += next - units - first;
                units = next;
                if (figure[0] == 0 && SrmEValue.logE(counts, EVEN) >= REACHED) {
                  figure[0] = units;
                }
                if (figure[1] == 0
                    && SrmEValue.logE(counts, EVEN, SrmEValue.CONCENTRATION) >= REACHED) {
                  figure[1] = units;
                }
              }
            });
    evidence.row(
        name,
        String.format(Locale.ROOT, "%,d", figures.length),
        median(Quantile.sorted(figures, 0)),
        median(Quantile.sorted(figures, 1)),
        String.format(Locale.ROOT, "%,.0f", fixed));
  }

  /** (z_(alpha/2) + z_power)^2 / (4 d^2): the non-central chi-squared, one degree of freedom. */
  static double fixedUnits(double share) {
    double z = StrictMath.sqrt(2) * (Erf.erfcInv(ALPHA) + Erf.erfInv(2 * POWER - 1));
    return z * z / (4 * (share - 0.5) * (share - 0.5));
  }

  /** Twenty clean days, then 55/45; hourly. */
  private void late() {
    int cleanDays = 20;
    long perHour = 100;
    double[][] figures =
        monteCarlo.figures(
            "delay after clean days",
            0.05,
            2,
            (draws, figure) -> {
              List<DayCounts> days = new ArrayList<>();
              long[] whole = new long[2];
              for (int day = 1; figure[0] == 0 || figure[1] == 0; day++) {
                long[] today = new long[2];
                days.add(null);
                double share = day > cleanDays ? 0.55 : 0.5;
                for (int hour = 1; hour <= 24; hour++) {
                  long first = draws.binomial(perHour, share);
                  today[0] += first;
                  today[1] += perHour - first;
                  whole[0] += first;
                  whole[1] += perHour - first;
                  days.set(day - 1, new DayCounts(day, List.of(new EpochCounts(today, EVEN))));
                  double since = perHour * (24.0 * (day - cleanDays - 1) + hour);
                  if (since <= 0) {
                    continue;
                  }
                  double logE = SrmEValue.logE(whole, EVEN);
                  if (figure[0] == 0 && logE >= REACHED) {
                    figure[0] = since;
                  }
                  if (figure[1] == 0 && SrmAlarm.logA(logE, LateOnset.logE(days, day)) >= REACHED) {
                    figure[1] = since;
                  }
                }
              }
            });
    evidence.text(
        String.format(
            Locale.ROOT,
            "%d clean days of %,d units, then 55/45: median units after the break until E reaches"
                + " 1 / 0.001: %s; until the alarm A does: %s (%,d runs).",
            cleanDays,
            24 * perHour,
            median(Quantile.sorted(figures, 0)),
            median(Quantile.sorted(figures, 1)),
            figures.length));
  }

  /** Thirty small epochs that share a loss. */
  private void tilt() {
    int epochCount = 30;
    long perEpoch = 4_000;
    double kept = 0.97;
    double[][] figures =
        monteCarlo.figures(
            "a loss over thirty reweights",
            0.2,
            2,
            (draws, figure) -> {
              List<EpochCounts> epochs = new ArrayList<>();
              for (int e = 0; e < epochCount; e++) {
                long[] weights = {40 + 13 * e % 21, 50};
                double share = SplitStudies.shares(weights)[0];
                long[] counts = new long[2];
                long first = draws.binomial(perEpoch, share);
                counts[0] = draws.binomial(first, kept);
                counts[1] = perEpoch - first;
                epochs.add(new EpochCounts(counts, weights));
                SplitStudies.raise(figure, 0, SrmCombined.logE(epochs));
                SplitStudies.raise(figure, 1, SrmCombined.product(epochs));
              }
            });
    evidence.text(
        String.format(
            Locale.ROOT,
            "%d reweights with %,d units each and a loss of %.0f %% in one variant, found at 0.001"
                + " by the combined test: %s; by the product alone: %s (%,d runs).",
            epochCount,
            perEpoch,
            100 * (1 - kept),
            Rate.of(figures, 0, max -> max >= REACHED),
            Rate.of(figures, 1, max -> max >= REACHED),
            figures.length));
  }

  private static String median(double[] sorted) {
    return String.format(
        Locale.ROOT,
        "%,.0f ± %,.0f",
        Quantile.of(sorted, 0.5),
        Quantile.medianStandardError(sorted));
  }

  private static String number(double percent) {
    return String.format(Locale.ROOT, "%.1f", percent).replace(".0", "");
  }
}
