package io.plumbline.local.cluster;

import io.plumbline.local.ExitCode;
import io.plumbline.local.IsoDuration;
import io.plumbline.local.cluster.ClusterHealth.JobSeen;
import io.plumbline.local.cluster.ConnectRest.ConnectorStatus;
import io.plumbline.local.cluster.FlinkRest.JobStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows the processes of the cluster, its connectors and the jobs that run in it.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all is well",
      "1:failed",
      "2:wrong usage, or no cluster",
      "3:a process is down, a connector or a job does not run as it should, or one is too far"
          + " behind"
    })
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterOption cluster;

  @Option(
      names = "--max-lag",
      paramLabel = "DURATION",
      defaultValue = "PT15M",
      converter = IsoDuration.class,
      description =
          "How far behind the clock the watermark of a job may be; a job without any is as far"
              + " behind as it is old. Default: ${DEFAULT-VALUE}.")
  private Duration maxLag;

  @Override
  public Integer call() {
    ClusterHealth health = look(cluster.cluster());
    PrintWriter out = spec.commandLine().getOut();
    health.lines().forEach(out::println);
    out.flush();
    List<String> problems = health.problems(maxLag);
    problems.forEach(problem -> spec.commandLine().getErr().println("status: " + problem));
    return problems.isEmpty() ? ExitCode.DONE : ExitCode.NOT_RIGHT;
  }

  private static ClusterHealth look(LocalCluster cluster) {
    FlinkRest rest = cluster.flinkRest();
    Map<String, JobSeen> newest = new LinkedHashMap<>();
    // Without a JobManager, which is a problem of its own, there are no jobs to ask for.
    for (JobStatus job : rest.isServing() ? rest.jobs() : List.<JobStatus>of()) {
      newest.computeIfAbsent(job.name(), name -> new JobSeen(job, watermark(rest, job)));
    }
    List<ConnectorStatus> connectors =
        cluster.shape().hasConfiguration() ? cluster.connectRest().connectors() : List.of();
    return new ClusterHealth(
        cluster.processes(), connectors, List.copyOf(newest.values()), Instant.now());
  }

  private static OptionalLong watermark(FlinkRest rest, JobStatus job) {
    return job.bounded() || job.hasEnded() ? OptionalLong.empty() : rest.watermark(job.id());
  }
}
