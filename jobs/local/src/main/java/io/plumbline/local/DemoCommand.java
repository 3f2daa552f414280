package io.plumbline.local;

import io.plumbline.local.simulate.Simulation;
import io.plumbline.local.simulate.SimulationSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Simulates a product with several experiments, one of them broken, runs the jobs over it,"
            + " and prints the scorecard.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage; nothing was written"})
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "D",
      description = "A new or empty folder for input and tables. Default: a temporary one.")
  private Path out;

  @Option(
      names = "--units",
      paramLabel = "N",
      defaultValue = "" + SimulationSettings.DEFAULT_UNITS,
      description = "Users of the product. Default: ${DEFAULT-VALUE}.")
  private int units;

  @Override
  public Integer call() throws Exception {
    SimulationSettings settings = SimulationSettings.of(SimulationSettings.DEFAULT_SEED, units);
    Path folder = out == null ? Files.createTempDirectory("plumbline-demo-") : out;
    Path input = folder.resolve("input");
    Path warehouse = folder.resolve("warehouse");
    SimulateCommand.write(settings, input);
    LocalRun.runAndShow(
        new RunSettings(
            input.resolve(Simulation.CONFIGURATION_FILE),
            List.of(input.resolve(Simulation.EXPOSURES_FILE)),
            List.of(input.resolve(Simulation.EVENTS_FILE)),
            warehouse,
            Duration.ofHours(1),
            LocalCommand.defaultParallelism(),
            false,
            false));
    System.out.println();
    System.out.println("Input, with the truth about it (truth.json): " + input);
    System.out.println("Tables: " + warehouse);
    return ExitCode.DONE;
  }
}
