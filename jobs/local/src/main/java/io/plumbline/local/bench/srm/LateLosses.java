package io.plumbline.local.bench.srm;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Suspect;
import io.plumbline.local.bench.statistics.Evidence;
import io.plumbline.local.bench.statistics.MonteCarlo;
import io.plumbline.local.bench.statistics.Rate;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How often a loss that begins during an experiment is found, and called what it is. */
final class LateLosses {
  private static final double LOST = 0.01;
  private static final long UNITS_PER_TICK = 6_250;

  private static final List<Plan> PLANS =
      List.of(
          new Plan(1, 14, UNITS_PER_TICK),
          new Plan(3, 14, UNITS_PER_TICK),
          new Plan(3, 14, 2 * UNITS_PER_TICK),
          new Plan(3, 14, 4 * UNITS_PER_TICK),
          new Plan(8, 21, UNITS_PER_TICK),
          new Plan(15, 30, UNITS_PER_TICK));

  private static final double PART_OF_RUNS = 0.2;

  private final MonteCarlo monteCarlo;
  private final Evidence evidence;

  /**
   * An experiment with a loss.
   *
   * @param lossDay the day that it begins, from 1
   */
  private record Plan(int lossDay, int days, long unitsPerTick) {
    boolean isLate() {
      return lossDay > 1;
    }
  }

  LateLosses(MonteCarlo monteCarlo, Evidence evidence) {
    this.monteCarlo = monteCarlo;
    this.evidence = evidence;
  }

  void study(int segments) {
    evidence.heading("Losses that begin late");
    evidence.text(
        String.format(
            Locale.ROOT,
            "Planned 1:1, hourly ticks, %d segments; from a day on %.0f %% of the treatment's"
                + " units do not arrive. The onset is the day j from which on E_j / (j (j + 1)) is"
                + " greatest; where chance leaned the days before the loss the same way, that is"
                + " the first, and what is left to say is ASSIGNMENT. The first row is a loss from"
                + " the start, which is not late. The last four columns are parts of those that"
                + " opened.",
            segments,
            100 * LOST));
    evidence.table(
        "loss from day",
        "units a day",
        "experiments",
        "OPENED by the end",
        "LATE_ONSET in the alert that opened",
        "LATE_ONSET in the end",
        "since the true day",
        "at most a day beside it");
    for (Plan plan : PLANS) {
      study(plan, segments);
    }
  }

  private void study(Plan plan, int segments) {
    String name = String.format(Locale.ROOT, "%d of %d", plan.lossDay(), plan.days());
    long unitsPerDay = SimulatedSplit.TICKS_PER_DAY * plan.unitsPerTick();
    double[][] figures =
        monteCarlo.figures(
            "loss from day " + name + ", " + unitsPerDay + " units a day",
            PART_OF_RUNS,
            5,
            (draws, figure) -> {
              SimulatedSplit split = new SimulatedSplit("late-loss", segments, 0.5);
              for (int day = 1; day <= plan.days(); day++) {
                if (day == plan.lossDay()) {
                  split.lose(LOST);
                }
                for (int tick = 0; tick < SimulatedSplit.TICKS_PER_DAY; tick++) {
                  split.advance(split.draw(draws, plan.unitsPerTick()));
                }
              }
              SplitTally tally = split.tally();
              if (!tally.hasTold(AlertStatus.OPENED)) {
                return;
              }
              Optional<LocalDate> since = onset(tally.suspectLately());
              long beside =
                  since
                      .map(
                          date ->
                              ChronoUnit.DAYS.between(SimulatedSplit.date(plan.lossDay()), date))
                      .orElse(Long.MAX_VALUE);
              figure[0] = 1;
              figure[1] = onset(tally.suspectWhenOpened()).isPresent() ? 1 : 0;
              figure[2] = since.isPresent() ? 1 : 0;
              figure[3] = beside == 0 ? 1 : 0;
              figure[4] = beside >= -1 && beside <= 1 ? 1 : 0;
            });
    long opened = Rate.of(figures, 0).hits();
    Object[] cells = new Object[8];
    cells[0] = name;
    cells[1] = String.format(Locale.ROOT, "%,d", unitsPerDay);
    cells[2] = String.format(Locale.ROOT, "%,d", figures.length);
    cells[3] = evidence.shown(Rate.of(figures, 0));
    for (int i = 1; i <= 4; i++) {
      boolean hasNone = opened == 0 || i > 2 && !plan.isLate();
      cells[3 + i] = hasNone ? "" : evidence.shown(new Rate(Rate.of(figures, i).hits(), opened));
    }
    evidence.row(cells);
  }

  private static Optional<LocalDate> onset(Optional<Suspect> leading) {
    return leading.filter(suspect -> suspect.cause() == Cause.LATE_ONSET).map(Suspect::since);
  }
}
