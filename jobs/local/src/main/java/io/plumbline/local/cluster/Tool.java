package io.plumbline.local.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that does one thing and ends; it does not outlive this process. */
final class Tool {

  /**
   * How it ended.
   *
   * @param output standard output and standard error
   */
  record Ended(int status, String output) {}

  private Tool() {}

  /**
   * @param what for the message
   * @throws ClusterException unless it ended with 0 within the limit
   */
  static String run(
      String what, List<String> command, Map<String, String> environment, Duration limit)
      throws IOException {
    Ended ended = end(what, command, environment, limit);
    if (ended.status() != 0) {
      throw new ClusterException(
          "%s ended with %d:%n%s".formatted(what, ended.status(), ended.output().strip()));
    }
    return ended.output();
  }

  static Ended end(
      String what, List<String> command, Map<String, String> environment, Duration limit)
      throws IOException {
    Path output = Files.createTempFile("plumbline-tool-", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    Thread hook = new Thread(() -> abort(process, output));
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ClusterException(
            "%s took longer than %d s:%n%s".formatted(what, limit.toSeconds(), read(output)));
      }
      return new Ended(process.exitValue(), read(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(what + " was interrupted", e);
    } finally {
      process.destroyForcibly();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // This process is ending, and the hook does its work.
      }
      Files.deleteIfExists(output);
    }
  }

  private static void abort(Process process, Path output) {
    process.destroyForcibly();
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      // It is in the folder for such files.
    }
  }

  private static String read(Path output) throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
  }
}
