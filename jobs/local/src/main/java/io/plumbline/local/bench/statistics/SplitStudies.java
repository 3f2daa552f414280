package io.plumbline.local.bench.statistics;

import io.plumbline.core.statistics.AllocationInterval;
import io.plumbline.core.statistics.ChiSquared;
import io.plumbline.core.statistics.DayCounts;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.LateOnset;
import io.plumbline.core.statistics.MultipleTesting;
import io.plumbline.core.statistics.SrmAlarm;
import io.plumbline.core.statistics.SrmCombined;
import io.plumbline.core.statistics.SrmEValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How often the tests of a split ever alarm on healthy experiments. */
final class SplitStudies {
  private static final int DAYS = 30;
  private static final int LOOKS_PER_DAY = 24;
  private static final long UNITS_PER_LOOK = 100;
  private static final long[] EVEN = {1, 1};

  /** One dimension at the cap and the rest, the hours of a day, twice the days. */
  private static final long HYPOTHESES = 51 + 24 + 2 * DAYS;

  private static final int SEGMENTS = 20;

  private final MonteCarlo monteCarlo;
  private final Evidence evidence;

  SplitStudies(MonteCarlo monteCarlo, Evidence evidence) {
    this.monteCarlo = monteCarlo;
    this.evidence = evidence;
  }

  void run() {
    evidence.heading("1. Sample-ratio mismatch: healthy experiments");
    evidence.text(
        "Each process may reach 1 / alpha in at most that part of experiments, however often one"
            + " looks.");
    evidence.processes("process");
    mixture("E, 1:1, every unit to 100,000", EVEN);
    mixture("E, 1:99, every unit to 100,000", new long[] {1, 99});
    mixture("E, five variants, every unit to 100,000", new long[] {1, 1, 1, 1, 1});
    month();
    ramp();
    reweights("30 reweights, 2 variants", 2);
    reweights("30 reweights, 3 variants", 3);
    segments();
    evidence.text("The allocation confidence sequence ever misses the true shares:");
    evidence.processes("planned, true");
    allocation("1:1, 52 % and 48 %", EVEN, new double[] {0.52, 0.48});
    allocation(
        "five equal, 24 % and 19 % each",
        new long[] {1, 1, 1, 1, 1}, new double[] {0.24, 0.19, 0.19, 0.19, 0.19});
  }

  private void mixture(String name, long[] weights) {
    long[] looks = Looks.growing(1, 100_000, 1.005);
    double[] shares = shares(weights);
    double[][] figures =
        monteCarlo.figures(
            name,
            1,
            1,
            (draws, figure) -> {
              long[] counts = new long[weights.length];
              long seen = 0;
              for (long look : looks) {
                draws.multinomial(look - seen, shares, counts);
                seen = look;
                figure[0] = Math.max(figure[0], SrmEValue.logE(counts, weights));
              }
            });
    evidence.process(name, figures, 0);
  }

  /** Thirty days, hour by hour. */
  private void month() {
    double[][] figures =
        monteCarlo.figures(
            "a month, hour by hour",
            0.4,
            4,
            (draws, figure) -> {
              long[] whole = new long[2];
              List<DayCounts> days = new ArrayList<>();
              for (int day = 1; day <= DAYS; day++) {
                long[] today = new long[2];
                days.add(null);
                for (int hour = 0; hour < LOOKS_PER_DAY; hour++) {
                  long treated = draws.binomial(UNITS_PER_LOOK, 0.5);
                  today[0] += treated;
                  today[1] += UNITS_PER_LOOK - treated;
                  whole[0] += treated;
                  whole[1] += UNITS_PER_LOOK - treated;
                  days.set(day - 1, new DayCounts(day, List.of(new EpochCounts(today, EVEN))));
                  double logE = SrmEValue.logE(whole, EVEN);
                  double late = LateOnset.logE(days, day);
                  raise(figure, 0, logE);
                  raise(figure, 1, late);
                  raise(figure, 2, SrmAlarm.logA(logE, late));
                  raise(figure, 3, -ChiSquared.test(whole, EVEN).orElseThrow().logPValue());
                }
              }
            });
    evidence.process("E, 1:1, hourly for 30 days", figures, 0);
    evidence.process("late onset, hourly for 30 days", figures, 1);
    evidence.process("the alarm A, hourly for 30 days", figures, 2);
    evidence.shownProcess("for comparison: chi-squared, looked at hourly for 30 days", figures, 3);
  }

  /** 1 % for two days, 10 % for three, then one half. */
  private void ramp() {
    long[][] weights = {{99, 1}, {9, 1}, {1, 1}};
    int[] begins = {0, 2 * LOOKS_PER_DAY, 5 * LOOKS_PER_DAY};
    epochs("a ramp 1 %, 10 %, 50 %, hourly", weights, begins, DAYS * LOOKS_PER_DAY, 0.3);
  }

  /** Each day other weights, from 40 to 60 beside 50 of each other variant; four looks a day. */
  private void reweights(String name, int variants) {
    int looksPerDay = 4;
    long[][] weights = new long[DAYS][variants];
    int[] begins = new int[DAYS];
    for (int day = 0; day < DAYS; day++) {
      Arrays.fill(weights[day], 50);
      weights[day][0] = 40 + 13 * day % 21;
      begins[day] = day * looksPerDay;
    }
    epochs(name + ", every 6 hours", weights, begins, DAYS * looksPerDay, 0.3);
  }

  private void epochs(String name, long[][] weights, int[] begins, int looks, double part) {
    double[][] figures =
        monteCarlo.figures(
            name,
            part,
            3,
            (draws, figure) -> {
              List<EpochCounts> epochs = new ArrayList<>();
              long[] counts = null;
              for (int look = 0; look < looks; look++) {
                if (epochs.size() < begins.length && begins[epochs.size()] == look) {
                  counts = new long[weights[0].length];
                  epochs.add(null);
                }
                int epoch = epochs.size() - 1;
                draws.multinomial(UNITS_PER_LOOK, shares(weights[epoch]), counts);
                epochs.set(epoch, new EpochCounts(counts, weights[epoch]));
                raise(figure, 0, SrmCombined.logE(epochs));
                raise(figure, 1, SrmCombined.product(epochs));
                raise(figure, 2, SrmCombined.tilt(epochs));
              }
            });
    evidence.process(name + ": combined", figures, 0);
    evidence.process(name + ": the product alone", figures, 1);
    evidence.process(name + ": the tilt alone", figures, 2);
  }

  private void segments() {
    String name = "e-BH over " + SEGMENTS + " segments, m = " + HYPOTHESES + ", every 6 hours";
    double[][] figures =
        monteCarlo.figures(
            name,
            0.3,
            1,
            (draws, figure) -> {
              long[][] counts = new long[SEGMENTS][2];
              double[] logE = new double[SEGMENTS];
              for (int look = 0; look < DAYS * 4; look++) {
                for (int s = 0; s < SEGMENTS; s++) {
                  long treated = draws.binomial(UNITS_PER_LOOK, 0.5);
                  counts[s][0] += treated;
                  counts[s][1] += UNITS_PER_LOOK - treated;
                  logE[s] = SrmEValue.logE(counts[s], EVEN);
                }
                for (double level : Evidence.levels()) {
                  for (boolean rejected : MultipleTesting.eBh(logE, level, HYPOTHESES)) {
                    raise(figure, 0, rejected ? StrictMath.log(1 / level) : 0);
                  }
                }
              }
            });
    evidence.process(name + ": ever names one", figures, 0);
  }

  private void allocation(String name, long[] weights, double[] truth) {
    long[] looks = Looks.growing(10, 100_000, 1.1);
    double[][] figures =
        monteCarlo.figures(
            "allocation interval, " + name,
            0.3,
            1,
            (draws, figure) -> {
              long[] counts = new long[weights.length];
              long seen = 0;
              for (long look : looks) {
                draws.multinomial(look - seen, truth, counts);
                seen = look;
                // An interval at a smaller level holds those at larger ones.
                for (double level : Evidence.levels()) {
                  if (!misses(counts, weights, truth, level)) {
                    break;
                  }
                  raise(figure, 0, StrictMath.log(1 / level));
                }
              }
            });
    evidence.process(name, figures, 0);
  }

  private static boolean misses(long[] counts, long[] weights, double[] truth, double level) {
    List<Interval> intervals =
        AllocationInterval.of(counts, weights, level, SrmEValue.CONCENTRATION);
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] < intervals.get(i).lower() || truth[i] > intervals.get(i).upper()) {
        return true;
      }
    }
    return false;
  }

  static void raise(double[] figures, int column, double figure) {
    figures[column] = Math.max(figures[column], figure);
  }

  static double[] shares(long[] weights) {
    long total = Arrays.stream(weights).sum();
    return Arrays.stream(weights).mapToDouble(weight -> (double) weight / total).toArray();
  }
}
