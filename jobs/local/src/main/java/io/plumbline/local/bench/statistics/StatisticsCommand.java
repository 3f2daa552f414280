package io.plumbline.local.bench.statistics;

import io.plumbline.local.ExitCode;
import io.plumbline.local.ProgressLine;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
      "3:A false-alarm rate that is promised is above nominal by more than three of its standard"
          + " errors."
    })
public final class StatisticsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--runs",
      defaultValue = "10000",
      description =
          "Experiments in the studies that cost least; others simulate a fixed part of it. The"
              + " default takes a few minutes. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of all that is drawn. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--threads",
      description = "That simulate. Default: one a core.",
      paramLabel = "N")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes what is printed to this file too.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    requireAtLeastOne("--runs", runs);
    requireAtLeastOne("--threads", threads);
    long begun = System.nanoTime();
    Evidence evidence;
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      evidence = evidence(new MonteCarlo(seed, runs, threads, progress));
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
            seed,
            runs,
            threads,
            (System.nanoTime() - begun) / 1e9));
    lines.add("");
    lines.addAll(evidence.lines());
    PrintWriter console = spec.commandLine().getOut();
    lines.forEach(console::println);
    console.flush();
    if (out != null) {
      Files.write(out, lines);
    }
    PrintWriter errors = spec.commandLine().getErr();
    evidence.breaches().forEach(breach -> errors.println("above nominal: " + breach));
    errors.flush();
    return evidence.breaches().isEmpty() ? ExitCode.DONE : ExitCode.NOT_RIGHT;
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

  private void requireAtLeastOne(String option, int found) {
    if (found < 1) {
      throw new ParameterException(
          spec.commandLine(), "%s: %d (allowed: 1 or more)".formatted(option, found));
    }
  }
}
