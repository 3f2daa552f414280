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
    name = "savepoint",
    mixinStandardHelpOptions = true,
    description =
        "Takes a savepoint of a job that goes on running, and prints its path; shows the `flink`"
            + " command that it runs.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage, no cluster, or no such job"})
public final class SavepointCommand implements Callable<Integer> {
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
            "taking a savepoint of " + job.key(),
            List.of("savepoint", JobCommands.liveId(local, job)),
            spec.commandLine().getErr());
    spec.commandLine().getOut().println(JobCommands.savepoint(output));
    return ExitCode.DONE;
  }
}
