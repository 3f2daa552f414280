package io.plumbline.local.cluster;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "savepoint",
    mixinStandardHelpOptions = true,
    description =
        "Takes a savepoint of a job that goes on running, and prints its path; shows the `flink`"
            + " command that it runs.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage, no cluster, or no such job"})
public final class SavepointCommand implements Callable<Integer> {
  @Mixin private RunningJob job;

  @Override
  public Integer call() throws Exception {
    return job.savepoint("taking a savepoint of", "savepoint");
  }
}
