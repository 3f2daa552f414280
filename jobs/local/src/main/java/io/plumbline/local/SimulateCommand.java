package io.plumbline.local;

import io.plumbline.local.simulate.Simulation;
import io.plumbline.local.simulate.SimulationSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes exposures, events and configuration of a simulated product, and the truth about it.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage; nothing was written"})
final class SimulateCommand implements Callable<Integer> {

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + SimulationSettings.DEFAULT_SEED,
      description = "The same seed writes the same bytes. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--units",
      paramLabel = "N",
      defaultValue = "" + SimulationSettings.DEFAULT_UNITS,
      description = "Users of the product. Default: ${DEFAULT-VALUE}.")
  private int units;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "" + SimulationSettings.DEFAULT_DAYS,
      description = "How long it is watched. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description = "Midnight at which it starts. Default: 2024-03-04T00:00:00Z.")
  private Instant start = SimulationSettings.DEFAULT_STARTED_AT;

  @Option(
      names = "--srm-loss",
      paramLabel = "SHARE",
      defaultValue = "" + SimulationSettings.DEFAULT_SRM_LOSS,
      description =
          "Share of the treatment's units that the planted mismatch loses, in its browser. Default:"
              + " ${DEFAULT-VALUE}.")
  private double srmLoss;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "D",
      description = "A new or empty folder.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    write(new SimulationSettings(seed, units, days, start, srmLoss), out);
    return ExitCode.DONE;
  }

  static void write(SimulationSettings settings, Path out) throws Exception {
    Simulation.Written written;
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      progress.stage("simulating");
      written =
          Simulation.write(
              settings, out, units -> progress.progress(0, (double) units / settings.units()));
    }
    System.err.printf(
        "wrote %,d exposures and %,d events to %s%n", written.exposures(), written.events(), out);
  }
}
