package io.plumbline.local.bench.statistics;

import io.plumbline.local.ProgressLine;
import io.plumbline.local.bench.report.BenchReport;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the statistics promise, simulated. */
@Command(
    name = "statistics",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates experiments under continuous looking and counts false alarms of every alarm and"
          + " interval, and how soon real mismatches are found. Each figure comes with the standard"
          + " error of its simulation.",
      "The figures depend on the seed and the runs, not on the threads."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:Done.",
      "1:It failed.",
      "2:The command line is not right.",
      "3:A false-alarm rate is above nominal by more than three of its standard errors."
    })
public final class StatisticsCommand implements Callable<Integer> {
  @Option(
      names = "--runs",
      defaultValue = "10000",
      description =
          "Experiments in the studies that cost least; others simulate a fixed part of it. The"
              + " default takes a few minutes. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Mixin private Simulations simulations;

  @Mixin private BenchReport report;

  @Override
  public Integer call() throws Exception {
    report.requireAtLeast("--runs", runs, 1);
    simulations.check(report);
    long begun = System.nanoTime();
    Evidence evidence;
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      evidence = evidence(simulations.monteCarlo(runs, progress));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, seed %d, %,d runs of a full study, %d threads, %.0f s. Behind each rate stands"
                + " the standard error of its simulation; 0 (< x %%) has not happened, and at x %%"
                + " it would have with a chance of 95 %%. Bold: above nominal by more than three"
                + " standard errors.",
            LocalDate.now(ZoneOffset.UTC),
            simulations.seed(),
            runs,
            simulations.threads(),
            (System.nanoTime() - begun) / 1e9));
    lines.add("");
    lines.addAll(evidence.lines());
    report.print(lines);
    return report.judge("above nominal", evidence.breaches());
  }

  static Evidence evidence(MonteCarlo monteCarlo) {
    Evidence evidence = new Evidence();
    new SplitStudies(monteCarlo, evidence).run();
    new HealthStudies(monteCarlo, evidence).run();
    new DelayStudies(monteCarlo, evidence).run();
    new EffectStudies(monteCarlo, evidence).run();
    new RampStudies(monteCarlo, evidence).run();
    new AdjustedStudies(monteCarlo, evidence).run();
    return evidence;
  }
}
