package io.plumbline.local.cluster;

import io.plumbline.local.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description =
        "Stops a job with a savepoint, and prints its path: `submit --from-savepoint` goes on from"
            + " there. Shows the `flink` command that it runs.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage, no cluster, or no such job"})
public final class StopCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterOption cluster;

  @Parameters(
      paramLabel = "JOB",
      converter = JobName.Converter.class,
      description = "config, srm, metrics or collect.")
  private JobName job;

  @Override
  public Integer call() throws Exception {
    LocalCluster local = cluster.cluster();
    String output =
        JobCommands.run(
            local,
            "stopping " + job.key(),
            List.of("stop", JobCommands.liveId(local, job)),
            spec.commandLine().getErr());
    spec.commandLine().getOut().println(JobCommands.savepoint(output));
    return ExitCode.DONE;
  }
}
