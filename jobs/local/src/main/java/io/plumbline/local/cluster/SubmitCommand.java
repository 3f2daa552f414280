package io.plumbline.local.cluster;

import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.local.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Submits a job to the cluster; shows the `flink` command that it runs.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the cluster took the job",
      "1:failed",
      "2:wrong usage, no cluster, or the job runs already"
    })
public final class SubmitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterOption cluster;

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      converter = JobName.Converter.class,
      description = "config, srm, metrics, collect or backfill.")
  private JobName job;

  @Parameters(
      index = "1..*",
      paramLabel = "KEY VALUE",
      description = "After --: keys that override the configuration, as in -- --timing.tick PT1M.")
  private List<String> overrides = List.of();

  @Option(
      names = "--config",
      required = true,
      paramLabel = "F",
      description = "YAML file of the job.")
  private Path config;

  @Option(
      names = "--from-savepoint",
      paramLabel = "P",
      description = "Savepoint or retained checkpoint to go on from.")
  private String savepoint;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks side by side. Default: of the cluster's configuration.")
  private Integer parallelism;

  @Override
  public Integer call() throws Exception {
    if (!Files.isReadable(config)) {
      throw new ConfigurationException("--config: there is no file " + config);
    }
    LocalCluster local = cluster.cluster();
    JobCommands.live(local, job)
        .ifPresent(
            live -> {
              throw new ConfigurationException(
                  "job %s is %s already as %s; `plumbline stop %1$s` first"
                      .formatted(job.key(), live.state(), live.id()));
            });
    String output =
        JobCommands.run(
            local,
            "submitting " + job.key(),
            arguments(local.jobsJar()),
            spec.commandLine().getErr());
    spec.commandLine().getOut().println(output.strip());
    return ExitCode.DONE;
  }

  private List<String> arguments(Path jar) {
    List<String> arguments = new ArrayList<>(List.of("run", "-d", "-c", job.main()));
    if (savepoint != null) {
      arguments.addAll(List.of("-s", savepoint));
    }
    if (parallelism != null) {
      arguments.addAll(List.of("-p", String.valueOf(parallelism)));
    }
    arguments.addAll(List.of(jar.toString(), "--config", config.toAbsolutePath().toString()));
    arguments.addAll(overrides);
    return arguments;
  }
}
