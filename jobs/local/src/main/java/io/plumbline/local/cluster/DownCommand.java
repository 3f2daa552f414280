package io.plumbline.local.cluster;

import io.plumbline.local.ExitCode;
import io.plumbline.local.ProgressLine;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description =
        "Ends the processes that `up` started and waits for their end. What they keep stays; jobs"
            + " that ran go on at the next `up`, from their last checkpoint.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:nothing of it runs any more", "1:failed", "2:wrong usage"})
public final class DownCommand implements Callable<Integer> {
  @Mixin private ClusterOption cluster;

  @Override
  public Integer call() throws Exception {
    Optional<LocalCluster> found = LocalCluster.in(cluster.folder());
    if (found.isPresent()) {
      try (ProgressLine progress = ProgressLine.onStandardError()) {
        progress.stage("ending the cluster");
        found.get().close();
      }
    }
    return ExitCode.DONE;
  }
}
