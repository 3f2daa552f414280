package io.plumbline.local.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until a part does its work, and says why it does not. */
final class Readiness {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int TAIL = 25;

  private Readiness() {}

  /**
   * @throws ClusterException when it ended or was not ready in time, with the end of its log
   */
  static void await(Part part, ClusterProcess process, ClusterFolder folder, Duration limit)
      throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!part.isReady()) {
      if (!process.isRunning()) {
        throw new ClusterException(part.name() + " ended while it started" + tail(part, folder));
      }
      if (System.nanoTime() > deadline) {
        throw new ClusterException(
            "%s was not ready at %s within %d s%s"
                .formatted(part.name(), part.address(), limit.toSeconds(), tail(part, folder)));
      }
      if (Thread.interrupted()) {
        throw new ClusterException("interrupted while waiting for " + part.name());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static String tail(Part part, ClusterFolder folder) throws IOException {
    StringBuilder tails = new StringBuilder();
    for (Path file : List.of(folder.log(part.name()), folder.output(part.name()))) {
      if (Files.exists(file) && Files.size(file) > 0) {
        List<String> lines =
            new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        tails.append("%n%s ends with:".formatted(file));
        lines
            .subList(Math.max(0, lines.size() - TAIL), lines.size())
            .forEach(line -> tails.append(System.lineSeparator()).append("  ").append(line));
      }
    }
    return tails.toString();
  }
}
