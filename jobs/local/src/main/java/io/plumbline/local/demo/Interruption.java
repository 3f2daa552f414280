package io.plumbline.local.demo;

import io.plumbline.local.cluster.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What happens when somebody ends the demo before it ends itself, by a signal: nothing of it goes
 * on, and they are told where to look.
 */
final class Interruption implements AutoCloseable {
  private final Path cluster;
  private final Thread hook = new Thread(this::end, "demo-interruption");
  private volatile boolean happened;

  /**
   * @param cluster the folder of the cluster, which need not be there yet
   */
  Interruption(Path cluster) {
    this.cluster = cluster;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether it has come to that: what fails now fails because of it. */
  boolean happened() {
    return happened;
  }

  private void end() {
    happened = true;
    try {
      // The cluster's own hook does the same. To have done it here is to know that it is done.
      LocalCluster.in(cluster).ifPresent(LocalCluster::abort);
    } finally {
      System.err.printf("%ndemo: interrupted; all that it started is ended%n");
      tellOfLogs(cluster);
    }
  }

  static void tellOfLogs(Path cluster) {
    if (Files.exists(cluster)) {
      System.err.printf(
          "demo: logs are in %s; remove %s when you have seen them, another demo starts anew%n",
          cluster.resolve("logs"), cluster.getParent());
    }
  }

  /** The demo ends by itself. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      happened = true;
    }
  }
}
