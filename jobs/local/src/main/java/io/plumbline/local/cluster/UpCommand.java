package io.plumbline.local.cluster;

import io.plumbline.local.ExitCode;
import io.plumbline.local.ProgressLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Starts Kafka, a schema registry, a Flink cluster, and Postgres with Debezium for the"
            + " configuration, on this machine as processes of their own, reachable from this"
            + " machine alone; or brings back what is missing of them. Topics, schemas, rows and"
            + " jobs of before come back too: remove the folder for a new start.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all is up",
      "1:a part did not come up; what was started is ended",
      "2:wrong usage"
    })
public final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterOption cluster;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      description = "Flink's worker processes. Default: as before, at first 1.")
  private Integer taskManagers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Tasks side by side in each. Default: as before, at first 8.")
  private Integer slots;

  @Option(
      names = "--state-backend",
      paramLabel = "B",
      description =
          "Where jobs keep state: ${COMPLETION-CANDIDATES}. Default: as before, at first HEAP.")
  private ClusterShape.StateBackend stateBackend;

  @Option(
      names = "--without-configuration",
      description =
          "Neither Postgres nor Kafka Connect: who writes the topic of the configuration needs"
              + " neither. What runs of them is ended.")
  private boolean withoutConfiguration;

  @Override
  public Integer call() throws Exception {
    Path folder = cluster.folder();
    ClusterShape shape =
        LocalCluster.in(folder).map(LocalCluster::shape).orElse(ClusterShape.DEFAULT);
    shape = taskManagers == null ? shape : shape.withTaskManagers(taskManagers);
    shape = slots == null ? shape : shape.withSlots(slots);
    shape = stateBackend == null ? shape : shape.withStateBackend(stateBackend);
    shape =
        shape.with(
            withoutConfiguration
                ? ClusterShape.ConfigurationDatabase.LEFT_OUT
                : ClusterShape.ConfigurationDatabase.INCLUDED);
    LocalCluster up;
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      up =
          LocalCluster.start(
              folder, new LocalCluster.Options(shape, LocalCluster.Lifetime.DETACHED, progress));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("kafka     " + up.kafkaBootstrap());
    out.println("registry  " + up.registryUrl());
    out.println("flink     " + up.flinkRest().url());
    if (!withoutConfiguration) {
      out.println("connect   " + up.connectRest().url());
      out.println("postgres  psql " + up.postgresUrl());
    }
    out.println("logs      " + up.logs());
    out.flush();
    return ExitCode.DONE;
  }
}
