package io.plumbline.local;

import io.plumbline.local.simulate.Simulation;
import io.plumbline.local.simulate.SimulationSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Does a little of everything, so that the script can archive the classes that commands load. */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  private static final int UNITS = 100;
  private static final int DAYS = 7;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("plumbline-warm-up-");
    try {
      Path input = folder.resolve("input");
      Path warehouse = folder.resolve("warehouse");
      Simulation.write(
          SimulationSettings.of(SimulationSettings.DEFAULT_SEED, UNITS).withDays(DAYS), input);
      LocalRun.runAndShow(
          new RunSettings(
              input.resolve(Simulation.CONFIGURATION_FILE),
              List.of(input.resolve(Simulation.EXPOSURES_FILE)),
              List.of(input.resolve(Simulation.EVENTS_FILE)),
              warehouse,
              Duration.ofDays(1),
              LocalCommand.defaultParallelism(),
              false,
              false));
      return PlumblineCli.commandLine()
          .execute(
              "sql",
              "--warehouse",
              warehouse.toString(),
              "--format",
              "json",
              "-e",
              "SELECT metric_key, SUM(units) FROM latest_variant_metrics GROUP BY metric_key");
    } finally {
      Folders.delete(folder);
    }
  }
}
