package io.plumbline.local.bench;

import io.plumbline.local.Folders;
import io.plumbline.local.simulate.Simulation;
import io.plumbline.local.simulate.SimulationSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Shows that the memory of a bounded run is bounded by its state and not by its input: simulates a
 * product, then runs {@code local} over it in a Java process of its own with a small heap.
 */
@Command(
    name = "bounded-memory",
    mixinStandardHelpOptions = true,
    description = "Runs `local` over a large simulated input with a small heap.")
final class BoundedMemoryCommand implements Callable<Integer> {
  private static final Pattern HEAP_AFTER =
      Pattern.compile("Pause.* (\\d+)M->(\\d+)M\\((\\d+)M\\)");
  private static final long LIMIT_MINUTES = 60;

  @Spec private CommandSpec spec;

  @Option(
      names = "--units",
      defaultValue = "540000",
      description = "Users of the product, about 19 records each. Default: ${DEFAULT-VALUE}.")
  private int units;

  @Option(
      names = "--heap",
      defaultValue = "2g",
      description = "Largest heap of the run, as for -Xmx. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "Of the run. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("plumbline-bench-");
    try {
      spec.commandLine().getErr().println("simulating " + units + " users ...");
      Path input = folder.resolve("input");
      Simulation.Written written = Simulation.write(SimulationSettings.of(7, units), input);
      long records = written.exposures() + written.events();
      spec.commandLine().getErr().println("running over " + records + " records ...");
      Path gcLog = folder.resolve("gc.log");
      long start = System.nanoTime();
      int exit = run(input, folder.resolve("warehouse"), gcLog);
      double seconds = (System.nanoTime() - start) / 1e9;
      print(records, exit, seconds, gcLog);
      return exit;
    } finally {
      Folders.delete(folder);
    }
  }

  private int run(Path input, Path warehouse, Path gcLog) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("--add-opens") || argument.startsWith("-Dplumbline.")) {
        command.add(argument);
      }
    }
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseParallelGC",
            "-Xlog:gc:file=" + gcLog,
            "-cp",
            System.getProperty("java.class.path"),
            "io.plumbline.local.PlumblineCli",
            "local",
            "--config",
            input.resolve(Simulation.CONFIGURATION_FILE).toString(),
            "--exposures",
            input.resolve(Simulation.EXPOSURES_FILE).toString(),
            "--events",
            input.resolve(Simulation.EVENTS_FILE).toString(),
            "--warehouse",
            warehouse.toString(),
            "--parallelism",
            String.valueOf(parallelism)));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("the run took longer than " + LIMIT_MINUTES + " minutes");
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private void print(long records, int exit, double seconds, Path gcLog) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("| what | figure |");
    out.println("|---|---|");
    row(out, "records read", String.format(Locale.ROOT, "%,d", records));
    row(out, "largest heap allowed", heap);
    row(out, "largest heap in use after a collection", largestAfterCollection(gcLog) + " MiB");
    row(out, "parallelism, processors", parallelism + ", " + processors());
    row(out, "wall time, start of the process included", String.format("%.0f s", seconds));
    row(out, "records a second", String.format(Locale.ROOT, "%,.0f", records / seconds));
    row(out, "exit status", String.valueOf(exit));
    out.flush();
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static void row(PrintWriter out, String what, String figure) {
    out.println("| " + what + " | " + figure + " |");
  }

  private static long largestAfterCollection(Path gcLog) throws IOException {
    long largest = 0;
    for (String line : Files.readAllLines(gcLog)) {
      Matcher matcher = HEAP_AFTER.matcher(line);
      if (matcher.find()) {
        largest = Math.max(largest, Long.parseLong(matcher.group(2)));
      }
    }
    return largest;
  }
}
