package io.plumbline.local.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the processes of one start together: unless all is well in the end, they are ended again,
 * also when this Java process is told to end in between.
 */
final class StartGuard implements AutoCloseable {
  private record Started(Part part, ClusterProcess process) {}

  private final List<Started> started = new ArrayList<>();
  private final Thread hook = new Thread(this::interrupted);
  private boolean interrupted;
  private boolean kept;

  StartGuard() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  synchronized void start(Part part, ClusterProcess process) throws IOException {
    if (interrupted) {
      throw new ClusterException("interrupted before " + process.name() + " was started");
    }
    process.start(part.command(process.mark()), part.environment());
    started.add(new Started(part, process));
  }

  /** All is well: they stay. */
  synchronized void keep() {
    kept = !interrupted;
  }

  @Override
  public synchronized void close() {
    if (!kept) {
      abortStarted();
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
      abortStarted();
    }
  }

  private void abortStarted() {
    for (Started each : started) {
      abort(each.part(), each.process());
    }
    started.clear();
  }

  /** Whatever goes wrong with one process, the others have to end too. */
  static void abort(Part part, ClusterProcess process) {
    try {
      process.abort(part.abortSignal());
    } catch (IOException | ClusterException e) {
      System.err.printf("%s may still be running: %s%n", part.name(), e.getMessage());
    }
  }
}
