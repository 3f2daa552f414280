package io.plumbline.local.bench.statistics;

import static io.plumbline.local.bench.statistics.EffectStudies.ALPHA;

import io.plumbline.core.statistics.Anytime;
import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.EpochPair;
import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.PairResult;
import io.plumbline.core.statistics.ValueRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Effects over a ramp 1 %, 10 %, 50 % while the usual value changes from epoch to epoch. */
final class RampStudies {
  private static final double[] TREATMENT_SHARES = {0.01, 0.1, 0.5};
  private static final long[] UNITS = {600_000, 300_000, 360_000};
  private static final int LOOKS_PER_EPOCH = 50;

  private static final int DIFFERENCE = 0;
  private static final int LIFT = 1;
  private static final int POOLED = 2;
  private static final int CALLED = 3;
  private static final int WIDTH = 4;

  private final MonteCarlo monteCarlo;
  private final Evidence evidence;

  RampStudies(MonteCarlo monteCarlo, Evidence evidence) {
    this.monteCarlo = monteCarlo;
    this.evidence = evidence;
  }

  void run() {
    evidence.text(
        String.format(
            Locale.ROOT,
            "Over a ramp 1 %%, 10 %%, 50 %% (%,d, %,d and %,d units), no effect, but a base that"
                + " changes with the epoch; for comparison all units pooled over the epochs.",
            UNITS[0],
            UNITS[1],
            UNITS[2]));
    evidence.table(
        "ramp", "runs", "ever called", "difference", "lift (Fieller)", "pooled over the epochs");
    study(
        "binary, 5 %, 10 %, 8 %",
        List.of(Values.binary(0.05), Values.binary(0.1), Values.binary(0.08)));
    study(
        "revenue, 3 % buy for lognormal(3, 1.5), times 1, 1.5, 0.7",
        List.of(
            Values.revenue(0.03, 3, 1.5, 1),
            Values.revenue(0.03, 3, 1.5, 1.5),
            Values.revenue(0.03, 3, 1.5, 0.7)));
    study(
        "revenue that does not change",
        List.of(
            Values.revenue(0.03, 3, 1.5, 1),
            Values.revenue(0.03, 3, 1.5, 1),
            Values.revenue(0.03, 3, 1.5, 1)));
  }

  private void study(String name, List<Values> values) {
    double[][] figures =
        monteCarlo.figures(
            "ramp, " + name, 0.2, WIDTH, (draws, figure) -> run(values, draws, figure));
    evidence.row(
        name,
        String.format(Locale.ROOT, "%,d", figures.length),
        EffectStudies.called(figures, CALLED),
        evidence.judged("ramp, " + name + ", difference", Rate.of(figures, DIFFERENCE), ALPHA),
        evidence.judged("ramp, " + name + ", lift", Rate.of(figures, LIFT), ALPHA),
        evidence.shown(Rate.of(figures, POOLED)));
  }

  private static void run(List<Values> values, Draws draws, double[] figure) {
    // Of the pair's units in the first epoch's terms.
    long planned = UNITS[0] + UNITS[1] + UNITS[2];
    List<EpochPair> epochs = new ArrayList<>();
    ArmSums allControl = new ArmSums();
    ArmSums allTreatment = new ArmSums();
    for (int e = 0; e < values.size(); e++) {
      ArmSums control = new ArmSums();
      ArmSums treatment = new ArmSums();
      epochs.add(null);
      long seen = 0;
      for (long look : Looks.even(UNITS[e], LOOKS_PER_EPOCH)) {
        long treated = draws.binomial(look - seen, TREATMENT_SHARES[e]);
        values.get(e).draw(draws, look - seen - treated, control);
        values.get(e).draw(draws, treated, treatment);
        seen = look;
        epochs.set(e, new EpochPair(control.arm(), treatment.arm(), TREATMENT_SHARES[e]));
        ValueRange range = values.get(e).range();
        PairResult result = PairAnalysis.analyse(epochs, range, ALPHA, planned);
        if (result.callable() && result.isSufficient()) {
          figure[CALLED] = 1;
          mark(figure, DIFFERENCE, result.anytime().difference());
          if (result.anytime().lift() != null) {
            mark(figure, LIFT, result.anytime().lift());
          }
          pooled(control.armWith(allControl), treatment.armWith(allTreatment), figure, planned);
        }
      }
      allControl.add(control);
      allTreatment.add(treatment);
    }
  }

  private static void pooled(Arm control, Arm treatment, double[] figure, long planned) {
    double variance =
        control.m2() / (control.units() - 1) / control.units()
            + treatment.m2() / (treatment.units() - 1) / treatment.units();
    Anytime.Look look =
        Anytime.look(
            treatment.mean() - control.mean(),
            StrictMath.sqrt(variance),
            control.units() + treatment.units(),
            ALPHA,
            planned);
    mark(figure, POOLED, new Interval(look.lowerBound(), look.upperBound()));
  }

  private static void mark(double[] figure, int column, Interval interval) {
    if (interval.lower() > 0 || interval.upper() < 0) {
      figure[column] = 1;
    }
  }
}
