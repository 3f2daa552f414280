package io.plumbline.local.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Holds the processes of one start together: unless all is well in the end, they are ended again,
 * also when this Java process is told to end in between.
 */
final class StartGuard implements AutoCloseable {
  private final List<ClusterProcess> started = new ArrayList<>();
  private final Thread hook = new Thread(this::interrupted);
  private boolean interrupted;
  private boolean kept;

  StartGuard() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  synchronized void start(
      ClusterProcess process, List<String> command, Map<String, String> environment)
      throws IOException {
    if (interrupted) {
      throw new ClusterException("interrupted before " + process.name() + " was started");
    }
    process.start(command, environment);
    started.add(process);
  }

  /** All is well: they stay. */
  synchronized void keep() {
    kept = !interrupted;
  }

  @Override
  public synchronized void close() {
    if (!kept) {
      killStarted();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook does its work.
    }
  }

  private synchronized void interrupted() {
    interrupted = true;
    if (!kept) {
      killStarted();
    }
  }

  private void killStarted() {
    for (ClusterProcess process : started) {
      if (process.isRunning()) {
        process.kill();
      }
    }
    started.clear();
  }
}
