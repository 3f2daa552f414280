package io.plumbline.local.bench.srm;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.unit.Contribution;
import io.plumbline.local.ProgressListener;
import io.plumbline.local.bench.statistics.Draws;
import io.plumbline.local.bench.statistics.Evidence;
import io.plumbline.local.bench.statistics.MonteCarlo;
import io.plumbline.local.bench.statistics.Quantile;
import io.plumbline.local.bench.statistics.Rate;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What ledgers of many experiments do: on healthy ones, on mismatches, and at what cost. */
final class SplitLedgers {
  private static final long LEAST_PER_TICK = 20;
  private static final long MOST_PER_TICK = 200;

  private static final double WARN_ALPHA = 0.01;
  private static final double SRM_ALPHA = 0.001;
  private static final double SEGMENT_ALPHA = 0.01;

  /** STATISTICS.md, section 1: the true share, and the median units until E is at 1 / 0.001. */
  private static final double[][] DELAYS = {
    {0.6, 503}, {0.55, 1_976}, {0.51, 50_507}, {0.505, 193_096}
  };

  private static final int TICKS_TO_FIND = 60;
  private static final int LONGEST = 10;

  private static final int COST_SEGMENTS = 10;
  private static final int COST_UNITS = 100;
  private static final int WARM_UP_TICKS = 12;
  private static final int TICKS = 24;

  private final long seed;
  private final MonteCarlo monteCarlo;
  private final ProgressListener progress;
  private final Evidence evidence;

  SplitLedgers(long seed, MonteCarlo monteCarlo, ProgressListener progress, Evidence evidence) {
    this.seed = seed;
    this.monteCarlo = monteCarlo;
    this.progress = progress;
    this.evidence = evidence;
  }

  void healthy(int days, int segments) {
    evidence.heading("Healthy experiments");
    double[][] figures =
        monteCarlo.figures(
            "healthy experiments",
            1,
            3,
            (draws, figure) -> {
              SimulatedSplit split = new SimulatedSplit("healthy", segments, 0.5);
              // From small experiments to large ones, evenly on a log scale.
              double spread = (double) MOST_PER_TICK / LEAST_PER_TICK;
              long perTick = Math.round(LEAST_PER_TICK * StrictMath.pow(spread, draws.uniform()));
              for (int tick = 0; tick < days * SimulatedSplit.TICKS_PER_DAY; tick++) {
                split.advance(split.draw(draws, perTick));
              }
              SplitTally tally = split.tally();
              figure[0] = tally.hasTold(AlertStatus.WARNED) ? 1 : 0;
              figure[1] = tally.hasTold(AlertStatus.OPENED) ? 1 : 0;
              figure[2] = tally.hasNamed() ? 1 : 0;
            });
    evidence.text(
        String.format(
            Locale.ROOT,
            "%,d experiments of two variants at 1:1, %d days, hourly ticks of %d to %d units, %d"
                + " segments.",
            figures.length,
            days,
            LEAST_PER_TICK,
            MOST_PER_TICK,
            segments));
    evidence.table("ever", "found", "nominal, at most");
    row("WARNED", figures, 0, WARN_ALPHA);
    row("OPENED", figures, 1, SRM_ALPHA);
    row("a segment, day or hour named by e-BH", figures, 2, SEGMENT_ALPHA);
  }

  private void row(String what, double[][] figures, int column, double nominal) {
    evidence.row(
        what,
        evidence.judged(what, Rate.of(figures, column), nominal),
        String.format(Locale.ROOT, "%.1f %%", 100 * nominal));
  }

  void mismatches(int segments) {
    evidence.heading("Planted mismatches");
    evidence.text(
        "Planned 1:1, hourly ticks of a sixtieth of the table's median. The alarm A is E and the"
            + " late onset at half weight each, so it opens where E alone is at about 2 / 0.001.");
    evidence.table(
        "true split",
        "experiments",
        "units until WARNED, median",
        "units until OPENED, median (90 % within)",
        "not opened",
        "E at 1 / 0.001, STATISTICS.md");
    for (double[] delay : DELAYS) {
      mismatch(delay[0], delay[1], segments);
    }
  }

  private void mismatch(double share, double known, int segments) {
    String name = String.format(Locale.ROOT, "%.1f/%.1f", 100 * share, 100 - 100 * share);
    long perTick = Math.max(1, Math.round(known / TICKS_TO_FIND));
    double[][] figures =
        monteCarlo.figures(
            "mismatch " + name,
            0.1,
            3,
            (draws, figure) -> {
              SimulatedSplit split = new SimulatedSplit("mismatch", segments, share);
              SplitTally tally = split.tally();
              int tick = 0;
              while (!tally.hasTold(AlertStatus.OPENED) && tick < LONGEST * TICKS_TO_FIND) {
                split.advance(split.draw(draws, perTick));
                tick++;
                if (figure[0] == 0 && tally.hasTold(AlertStatus.WARNED)) {
                  figure[0] = tick * perTick;
                }
              }
              figure[1] = tick * perTick;
              figure[2] = tally.hasTold(AlertStatus.OPENED) ? 0 : 1;
            });
    double[] warned = Quantile.sorted(figures, 0);
    double[] opened = Quantile.sorted(figures, 1);
    evidence.row(
        name,
        String.format(Locale.ROOT, "%,d", figures.length),
        median(warned),
        median(opened) + String.format(Locale.ROOT, " (%,.0f)", Quantile.of(opened, 0.9)),
        evidence.shown(Rate.of(figures, 2)),
        String.format(Locale.ROOT, "%,.0f", known));
  }

  private static String median(double[] sorted) {
    return String.format(
        Locale.ROOT,
        "%,.0f ± %,.0f",
        Quantile.of(sorted, 0.5),
        Quantile.medianStandardError(sorted));
  }

  void cost(List<Integer> sizes) {
    evidence.heading("Cost");
    evidence.text(
        String.format(
            Locale.ROOT,
            "Processor time of one thread, %d segments, an hourly tick of %d units in each"
                + " experiment, each unit a contribution of its own to the whole and to its"
                + " segment; all rows of the tick are computed. Median of %d ticks after %d that do"
                + " not count.",
            COST_SEGMENTS,
            COST_UNITS,
            TICKS,
            WARM_UP_TICKS));
    evidence.table(
        "experiments",
        "a tick of all",
        "a tick of one",
        "an exposure",
        "rows a tick of one",
        "bytes of a ledger");
    // Once for the compiler alone.
    cost(sizes.get(0));
    for (int size : sizes) {
      evidence.row(cost(size));
    }
  }

  private Object[] cost(int size) {
    // Of this thread, so that what else the machine does changes little.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    progress.stage(String.format(Locale.ROOT, "cost of %,d experiments", size));
    List<SimulatedSplit> splits = new ArrayList<>();
    List<Draws> draws = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      splits.add(new SimulatedSplit("experiment-" + i, COST_SEGMENTS, 0.5));
      draws.add(new Draws(seed, "cost", i));
    }
    double[][] seconds = new double[TICKS][1];
    long rows = 0;
    for (int tick = -WARM_UP_TICKS; tick < TICKS; tick++) {
      long nanos = 0;
      rows = 0;
      for (int i = 0; i < size; i++) {
        SimulatedSplit split = splits.get(i);
        List<Contribution> contributions = split.drawEach(draws.get(i), COST_UNITS);
        long rowsBefore = split.tally().rows();
        long begun = threads.getCurrentThreadCpuTime();
        split.advance(contributions);
        nanos += threads.getCurrentThreadCpuTime() - begun;
        rows += split.tally().rows() - rowsBefore;
      }
      if (tick >= 0) {
        seconds[tick][0] = nanos / 1e9;
      }
    }
    double median = Quantile.of(Quantile.sorted(seconds, 0), 0.5);
    long bytes = splits.stream().mapToLong(SimulatedSplit::bytes).sum();
    return new Object[] {
      String.format(Locale.ROOT, "%,d", size),
      String.format(Locale.ROOT, "%.2f s", median),
      String.format(Locale.ROOT, "%.0f µs", 1e6 * median / size),
      String.format(Locale.ROOT, "%.2f µs", 1e6 * median / size / COST_UNITS),
      String.format(Locale.ROOT, "%.1f", (double) rows / size),
      String.format(Locale.ROOT, "%,d", bytes / size)
    };
  }
}
