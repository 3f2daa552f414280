package io.plumbline.local.bench.functions;

import io.plumbline.local.ExitCode;
import io.plumbline.local.ProgressLine;
import io.plumbline.local.bench.report.BenchReport;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What one call of the hot functions takes, in time and memory, by JMH. */
@Command(
    name = "functions",
    mixinStandardHelpOptions = true,
    description = {
      "Measures one call of the functions that run for every event, row or tick with JMH: its time,"
          + " and the bytes it allocates. Each has a Java process of its own.",
      "Time on the clock is that of this machine and of what else it does; processor time holds on"
          + " a busy one too."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:Done.",
      "1:It failed.",
      "2:The command line is not right.",
      "3:A function allocates that promises not to."
    })
public final class FunctionsCommand implements Callable<Integer> {
  private static final String BYTES = "gc.alloc.rate.norm";

  /** Less is what the measurement itself allocates, over many calls. */
  private static final double NO_BYTES = 0.5;

  @Option(
      names = "--iterations",
      defaultValue = "5",
      description =
          "Of a second each that count, after three that do not. Default: ${DEFAULT-VALUE}.")
  private int iterations;

  @Mixin private BenchReport report;

  /**
   * One of the functions.
   *
   * @param method of {@link FunctionBenchmarks}
   * @param title as in the table
   * @param bar what it promises, in words
   * @param isFrugal whether it promises to allocate nothing
   */
  private record Function(String method, String title, String bar, boolean isFrugal) {}

  private static final List<Function> FUNCTIONS =
      List.of(
          new Function("srmOfTwoVariants", "SRM, mixture, 2 variants", "1,000 ns, 0 bytes", true),
          new Function("srmOfFiveVariants", "SRM, mixture, 5 variants", "0 bytes", true),
          new Function("combinedOverTenEpochs", "SRM, combined over 10 epochs", "0 bytes", true),
          new Function("lateOnsetAtThirtyDays", "late onset at 30 days", "0 bytes", true),
          new Function("exactMomentsFold", "exact moments, one unit more", "", false),
          new Function(
              "anytimeAnalysisOfAPair", "analysis of a pair, fixed-horizon and anytime", "", false),
          new Function("assignmentBySha256", "assignment bucket, sha256", "", false),
          new Function("assignmentByGrowthbook", "assignment bucket, growthbook-2", "", false),
          new Function("quantileSketchAdd", "quantile sketch, one value more", "", false));

  @Override
  public Integer call() throws Exception {
    report.requireAtLeast("--iterations", iterations, 1);
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %s %s, %d cores; %d iterations of a second after three that do not count.",
            LocalDate.now(ZoneOffset.UTC),
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            Runtime.getRuntime().availableProcessors(),
            iterations));
    lines.add("");
    lines.add(
        "| one call of | ns by the clock, mean | ± 99.9 % | processor ns | bytes | promised |");
    lines.add("|---|---:|---:|---:|---:|---|");
    boolean isRight = true;
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      for (Function function : FUNCTIONS) {
        progress.stage(function.title());
        RunResult result = measure(function);
        double bytes = result.getSecondaryResults().get(BYTES).getScore();
        isRight &= !function.isFrugal() || bytes < NO_BYTES;
        lines.add(row(function, result, bytes));
      }
    }
    report.print(lines);
    return isRight ? ExitCode.DONE : ExitCode.NOT_RIGHT;
  }

  private RunResult measure(Function function) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(
                    Pattern.quote(
                        FunctionBenchmarks.class.getSimpleName() + "." + function.method()))
                .forks(1)
                .jvmArgs("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .addProfiler(ProcessorTimeProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build())
        .runSingle();
  }

  private static String row(Function function, RunResult result, double bytes) {
    Result<?> time = result.getPrimaryResult();
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f | %,.0f | %,.0f | %s |",
        function.title(),
        time.getScore(),
        time.getScoreError(),
        result.getSecondaryResults().get(ProcessorTimeProfiler.NANOS).getScore(),
        bytes,
        function.bar());
  }
}
