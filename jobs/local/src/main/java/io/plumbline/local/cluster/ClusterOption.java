package io.plumbline.local.cluster;

import io.plumbline.jobs.io.ConfigurationException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which cluster a command is about. */
final class ClusterOption {
  private static final String DEFAULT = ".plumbline";

  @Option(
      names = "--dir",
      paramLabel = "D",
      description = "Folder of the cluster. Default: .plumbline in the checkout.")
  private Path folder;

  Path folder() {
    return folder == null ? Runtimes.ofThisCheckout().home().resolve(DEFAULT) : folder;
  }

  /**
   * @throws ConfigurationException when there is none
   */
  LocalCluster cluster() {
    return LocalCluster.in(folder())
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "there is no cluster in " + folder() + "; `plumbline up` starts one"));
  }
}
