package io.plumbline.local.cluster;

import io.plumbline.local.ExitCode;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A job on the cluster, for commands that leave a savepoint of it. */
final class RunningJob {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ClusterOption cluster;

  @Parameters(
      paramLabel = "JOB",
      converter = JobName.Converter.class,
      description = "config, srm, metrics or collect.")
  private JobName job;

  /**
   * Runs `flink` and prints the path of the savepoint.
   *
   * @param doing what is done, for people, before the job's name
   * @param verb of `flink`
   * @return the command's exit status
   */
  int savepoint(String doing, String verb) throws Exception {
    LocalCluster local = cluster.cluster();
    String output =
        JobCommands.run(
            local,
            doing + " " + job.key(),
            List.of(verb, JobCommands.liveId(local, job)),
            command.commandLine().getErr());
    command.commandLine().getOut().println(JobCommands.savepoint(output));
    return ExitCode.DONE;
  }
}
