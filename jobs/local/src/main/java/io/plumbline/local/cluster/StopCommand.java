package io.plumbline.local.cluster;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description =
        "Stops a job with a savepoint, and prints its path: `submit --from-savepoint` goes on from"
            + " there. Shows the `flink` command that it runs.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage, no cluster, or no such job"})
public final class StopCommand implements Callable<Integer> {
  @Mixin private RunningJob job;

  @Override
  public Integer call() throws Exception {
    return job.savepoint("stopping", "stop");
  }
}
