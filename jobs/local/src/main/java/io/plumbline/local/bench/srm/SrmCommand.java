package io.plumbline.local.bench.srm;

import io.plumbline.local.ProgressLine;
import io.plumbline.local.bench.report.BenchReport;
import io.plumbline.local.bench.statistics.Evidence;
import io.plumbline.local.bench.statistics.MonteCarlo;
import io.plumbline.local.bench.statistics.Simulations;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The alarm of the split over whole ledgers. */
@Command(
    name = "srm",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the ledgers of many simulated experiments from tick to tick, without Flink: how many"
          + " healthy ones ever warn, open or name a segment; how soon planted mismatches are"
          + " found; how often a loss that begins late is called so; what a tick costs.",
      "All but the cost depends on the seed and the sizes alone."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:Done.",
      "1:It failed.",
      "2:The command line is not right.",
      "3:A false-alarm rate is above nominal by more than three of its standard errors."
    })
public final class SrmCommand implements Callable<Integer> {
  private static final int PARTS = 5;

  @Option(
      names = "--experiments",
      defaultValue = "1000",
      description =
          "Healthy ones; of each mismatch a tenth of it, of each loss that begins late a fifth."
              + " Default: ${DEFAULT-VALUE}.")
  private int experiments;

  @Option(
      names = "--days",
      defaultValue = "30",
      description = "That the healthy ones run. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Option(
      names = "--segments",
      defaultValue = "20",
      description = "Values of their dimension. Default: ${DEFAULT-VALUE}.")
  private int segments;

  @Option(
      names = "--cost-experiments",
      defaultValue = "5000",
      description =
          "Of which the cost of a tick is measured, and of a fifth of it. Default:"
              + " ${DEFAULT-VALUE}.")
  private int costExperiments;

  @Mixin private Simulations simulations;

  @Mixin private BenchReport report;

  @Override
  public Integer call() throws Exception {
    report.requireAtLeast("--experiments", experiments, 1);
    report.requireAtLeast("--days", days, 1);
    report.requireAtLeast("--segments", segments, 1);
    report.requireAtLeast("--cost-experiments", costExperiments, PARTS);
    simulations.check(report);
    long begun = System.nanoTime();
    Evidence evidence = new Evidence();
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      MonteCarlo monteCarlo = simulations.monteCarlo(experiments, progress);
      SplitLedgers ledgers = new SplitLedgers(simulations.seed(), monteCarlo, progress, evidence);
      // First, while nothing has grown the heap.
      ledgers.cost(List.of(costExperiments / PARTS, costExperiments));
      ledgers.healthy(days, segments);
      ledgers.mismatches(segments);
      new LateLosses(monteCarlo, evidence).study(segments);
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, seed %d, %s %s, %d threads but for the cost, %.0f s.",
            LocalDate.now(ZoneOffset.UTC),
            simulations.seed(),
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            simulations.threads(),
            (System.nanoTime() - begun) / 1e9));
    lines.add("");
    lines.addAll(evidence.lines());
    report.print(lines);
    return report.judge("above nominal", evidence.breaches());
  }
}
