package io.plumbline.local.bench.statistics;

import static io.plumbline.local.bench.statistics.SplitStudies.raise;
import static io.plumbline.local.bench.statistics.SplitStudies.shares;

import io.plumbline.core.statistics.AssignmentMismatch;
import io.plumbline.core.statistics.CrossoverImbalance;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.ExposureStall;
import io.plumbline.core.statistics.SrmCombined;
import io.plumbline.core.statistics.SrmEValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How often the other alarms of an experiment's health ever go off when all is well. */
final class HealthStudies {
  private static final int LOOKS = 720;
  private static final long UNITS_PER_LOOK = 100;
  private static final int BUCKETS_PER_DAY = 288;
  private static final int DAYS = 30;
  private static final double LOG_SD = 0.2;

  /** "About no false alarm". */
  private static final double ABOUT_NONE = 0.01;

  private final MonteCarlo monteCarlo;
  private final Evidence evidence;

  HealthStudies(MonteCarlo monteCarlo, Evidence evidence) {
    this.monteCarlo = monteCarlo;
    this.evidence = evidence;
  }

  void run() {
    evidence.text("The other alarms of section 1, in healthy experiments:");
    evidence.processes("process");
    crossovers();
    mismatches();
    exclusions();
    conversions();
    stall();
  }

  /** 5 % of the units are drawn once more by the plan: symmetric in flows, not in shares. */
  private void crossovers() {
    double[] shares = shares(new long[] {8, 1, 1});
    double redrawn = 0.05;
    double[][] figures =
        monteCarlo.figures(
            "crossovers at 80/10/10",
            0.5,
            1,
            (draws, figure) -> {
              long[] flows = new long[7];
              double[] shareOfFlow = new double[7];
              double staying = 1;
              int next = 0;
              for (int a = 0; a < 3; a++) {
                for (int b = a + 1; b < 3; b++) {
                  double share = redrawn * shares[a] * shares[b];
                  shareOfFlow[next++] = share;
                  shareOfFlow[next++] = share;
                  staying -= 2 * share;
                }
              }
              shareOfFlow[next] = staying;
              for (int look = 0; look < LOOKS; look++) {
                draws.multinomial(UNITS_PER_LOOK, shareOfFlow, flows);
                for (int pair = 0; pair < 3; pair++) {
                  double logE = CrossoverImbalance.logE(flows[2 * pair], flows[2 * pair + 1]);
                  raise(figure, 0, logE - StrictMath.log(3));
                }
              }
            });
    evidence.process("crossovers, 80/10/10, 5 % redrawn, three pairs at alpha / 3", figures, 0);
  }

  private void mismatches() {
    double[][] figures =
        monteCarlo.figures(
            "assignment mismatch",
            1,
            1,
            (draws, figure) -> {
              long mismatches = 0;
              for (int look = 1; look <= LOOKS; look++) {
                mismatches += draws.binomial(UNITS_PER_LOOK, 0.001);
                raise(figure, 0, AssignmentMismatch.logE(look * UNITS_PER_LOOK, mismatches));
              }
            });
    evidence.process("assignment mismatch, 0.1 % of units differ, hourly", figures, 0);
  }

  /** Units of which something was rejected, over a ramp; some have very many such events. */
  private void exclusions() {
    double[][] figures =
        monteCarlo.figures(
            "exclusions over a ramp",
            0.5,
            2,
            (draws, figure) -> {
              Ramp units = new Ramp();
              long[] events = new long[2];
              for (int look = 0; look < LOOKS; look++) {
                long[] more = units.take(draws, look, 0.02);
                raise(figure, 0, SrmCombined.product(units.counts));
                if (units.isLast()) {
                  for (int i = 0; i < 2; i++) {
                    for (long unit = 0; unit < more[i]; unit++) {
                      events[i] += (long) draws.lognormal(2, 1);
                    }
                  }
                  raise(figure, 1, SrmEValue.logE(events, new long[] {1, 1}));
                }
              }
            });
    evidence.process("exclusions of 2 % of units over a ramp 1 %, 10 %, 50 %", figures, 0);
    evidence.shownProcess(
        "for comparison: their events counted as if independent (about 12 a unit)", figures, 1);
  }

  /** The exact test of a binary metric whose base rate changes from epoch to epoch. */
  private void conversions() {
    double[] rates = {0.05, 0.15, 0.1};
    double[][] figures =
        monteCarlo.figures(
            "conversions over a ramp",
            0.5,
            1,
            (draws, figure) -> {
              Ramp units = new Ramp();
              for (int look = 0; look < LOOKS; look++) {
                units.take(draws, look, rates[Ramp.epochOf(look)]);
                raise(figure, 0, SrmCombined.product(units.counts));
              }
            });
    evidence.process("first conversions (binary, exact) over a ramp, rates 5..15 %", figures, 0);
  }

  private void stall() {
    evidence.text(
        String.format(
            Locale.ROOT,
            "EXPOSURE_STALL over %d days of 5-minute buckets, a daily cycle, rates that vary by a"
                + " log-sd of %.1f from bucket to bucket; then an outage of all or of 95 %% of the"
                + " exposures. \"About none\" is judged as at most %.0f %%.",
            DAYS,
            LOG_SD,
            100 * ABOUT_NONE));
    evidence.table(
        "exposures a bucket",
        "runs",
        "false alarms in 30 days",
        "buckets to find an outage, median (90 % within)",
        "95 % lost, median (90 % within)");
    for (int rate : new int[] {5, 20, 200}) {
      String name = "exposure stall, " + rate + " a bucket";
      double[][] figures =
          monteCarlo.figures(name, 0.1, 3, (draws, figure) -> stall(rate, draws, figure));
      evidence.row(
          rate,
          String.format(Locale.ROOT, "%,d", figures.length),
          evidence.judged(name, Rate.of(figures, 0), ABOUT_NONE),
          within(Quantile.sorted(figures, 1)),
          within(Quantile.sorted(figures, 2)));
    }
  }

  private static String within(double[] sorted) {
    return String.format(
        Locale.ROOT, "%.0f (%.0f)", Quantile.of(sorted, 0.5), Quantile.of(sorted, 0.9));
  }

  private static void stall(int rate, Draws draws, double[] figure) {
    ExposureStall state = ExposureStall.START;
    int buckets = DAYS * BUCKETS_PER_DAY;
    for (int bucket = 0; bucket < buckets; bucket++) {
      state = next(state, draws, bucket, rate);
      if (state.isAlarm()) {
        figure[0] = 1;
      }
    }
    // An alarm that is on already would be no finding.
    ExposureStall before = state;
    for (int bucket = 0; before.isAlarm(); bucket++) {
      before = next(before, draws, bucket, rate);
    }
    double[] rests = {0, 0.05};
    for (int i = 0; i < rests.length; i++) {
      state = before;
      for (int bucket = buckets; !state.isAlarm() && bucket < 2 * buckets; bucket++) {
        state = next(state, draws, bucket, rests[i] * rate);
        figure[1 + i]++;
      }
    }
  }

  private static ExposureStall next(
      ExposureStall state, Draws draws, int bucket, double exposures) {
    double cycle = 1 + 0.5 * StrictMath.sin(2 * Math.PI * bucket / BUCKETS_PER_DAY);
    long x = draws.poisson(cycle * exposures * draws.lognormal(0, LOG_SD));
    long others = draws.poisson(cycle * 500);
    return state.next(x, others + 1);
  }

  /** Units of an experiment that goes from 1 % over 10 % to one half. */
  private static final class Ramp {
    private static final long[][] WEIGHTS = {{99, 1}, {9, 1}, {1, 1}};
    private static final int[] BEGINS = {0, 48, 120};

    private final List<EpochCounts> counts = new ArrayList<>();
    private long[] current;

    static int epochOf(int look) {
      return look < BEGINS[1] ? 0 : look < BEGINS[2] ? 1 : 2;
    }

    boolean isLast() {
      return counts.size() == BEGINS.length;
    }

    /**
     * The units of one more look.
     *
     * @param part of the units that are counted
     */
    long[] take(Draws draws, int look, double part) {
      int epoch = epochOf(look);
      if (epoch == counts.size()) {
        current = new long[2];
        counts.add(null);
      }
      long[] more = new long[2];
      draws.multinomial(draws.binomial(UNITS_PER_LOOK, part), shares(WEIGHTS[epoch]), more);
      current[0] += more[0];
      current[1] += more[1];
      counts.set(epoch, new EpochCounts(current, WEIGHTS[epoch]));
      return more;
    }
  }
}
