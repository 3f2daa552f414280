package io.plumbline.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "local",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs the jobs over files, bounded and without any service, and prints the scorecard.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage or configuration; nothing was written"})
final class LocalCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "F",
      description = "YAML file of experiments and metrics.")
  private Path config;

  @Option(
      names = "--exposures",
      required = true,
      paramLabel = "P",
      description = "NDJSON, CSV or Avro, gzipped or not: a file or a folder; may be repeated.")
  private List<Path> exposures;

  @Option(
      names = "--events",
      required = true,
      paramLabel = "P",
      description = "The metric events, likewise.")
  private List<Path> events;

  @Option(
      names = "--warehouse",
      required = true,
      paramLabel = "D",
      description = "Folder of the Iceberg tables; made if missing.")
  private Path warehouse;

  @Option(
      names = "--tick",
      paramLabel = "DURATION",
      defaultValue = "PT1H",
      converter = IsoDuration.class,
      description = "Event time between two rows, a divisor of a day. Default: ${DEFAULT-VALUE}.")
  private Duration tick;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks at a time. Default: as many as there are processors, at most 4.")
  private int parallelism;

  @Option(names = "--archive", description = "Keep the accepted records in tables too.")
  private boolean archive;

  @Option(
      names = "--replace",
      description = "Remove the rows that the warehouse already has of these experiments.")
  private boolean replace;

  @Override
  public Integer call() throws Exception {
    RunSettings settings =
        new RunSettings(
            config,
            exposures,
            events,
            warehouse,
            tick,
            parallelism == 0 ? defaultParallelism() : parallelism,
            archive,
            replace);
    LocalRun.runAndShow(settings);
    return ExitCode.DONE;
  }

  static int defaultParallelism() {
    return Math.min(4, Runtime.getRuntime().availableProcessors());
  }
}
