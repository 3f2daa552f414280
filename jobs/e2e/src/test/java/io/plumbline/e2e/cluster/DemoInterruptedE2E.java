package io.plumbline.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C at a terminal ends the demo and all that it started, whatever it was about. */
class DemoInterruptedE2E {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** For ending what runs; none of it takes long. */
  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  /** What the shell calls the end by SIGINT. */
  private static final int INTERRUPTED = 130;

  private static final List<String> PARTS =
      List.of(
          "zookeeper", "registry", "postgres", "jobmanager", "taskmanager-1", "kafka", "connect");

  @TempDir private Path folder;

  @Test
  void halfWay() throws Exception {
    Path out = folder.resolve("half-way");
    try (Demo demo = new Demo(out, folder.resolve("output"))) {
      // One job runs, the next is being submitted.
      demo.await(() -> demo.runs("io.plumbline.jobs.SrmJob"));
      assertThat(demo.parts()).hasSize(PARTS.size());
      List<ProcessHandle> running = demo.running();
      assertThat(running)
          .as("the parts, and the sessions of Postgres")
          .hasSizeGreaterThan(PARTS.size())
          .containsAll(demo.parts());

      demo.interrupt();

      demo.assertEnded(running);
      assertThat(out.resolve("cluster/postgres/data/postmaster.pid")).doesNotExist();
    }
    try (Demo again = new Demo(out, folder.resolve("again"))) {
      assertThat(again.awaitEnd()).as(again.said()).isEqualTo(2);
      assertThat(again.said())
          .contains("folder " + out + " is not empty; allowed: a new or empty folder");
    }
  }

  @Test
  void whileItsPartsAreStarting() throws Exception {
    Path out = folder.resolve("starting");
    try (Demo demo = new Demo(out, folder.resolve("output"))) {
      demo.await(() -> demo.parts().size() >= 3);
      List<ProcessHandle> running = demo.running();
      assertThat(running).hasSizeGreaterThanOrEqualTo(3);
      assertThat(demo.parts()).as("still starting").hasSizeLessThan(PARTS.size());

      demo.interrupt();

      demo.assertEnded(running);
    }
  }

  /** A demo in a session of its own, as at a terminal, and what it says. */
  private static final class Demo implements AutoCloseable {
    private final Path cluster;
    private final Path output;
    private final Process process;
    private final List<ProcessHandle> seen = new ArrayList<>();

    Demo(Path out, Path output) throws IOException {
      this.cluster = out.resolve("cluster");
      this.output = output;
      Path script = root().resolve("scripts/plumbline");
      this.process =
          new ProcessBuilder(
                  "setsid",
                  // Whoever runs this in the background has it ignored.
                  "env",
                  "--default-signal=INT",
                  script.toString(),
                  "demo",
                  "--out",
                  out.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    }

    String said() throws IOException {
      return Files.readString(output);
    }

    /** Waits for something to be so while the demo runs. */
    void await(Callable<Boolean> condition) throws IOException {
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> condition.call() || !process.isAlive());
      assertThat(process.isAlive()).as(said()).isTrue();
    }

    /** The parts that run, as their files name them. */
    List<ProcessHandle> parts() throws IOException {
      List<ProcessHandle> parts = new ArrayList<>();
      for (String part : PARTS) {
        Path file = cluster.resolve("run").resolve(part + ".pid");
        if (Files.exists(file)) {
          ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
              .filter(DemoInterruptedE2E::isRunning)
              .ifPresent(parts::add);
        }
      }
      return parts;
    }

    /** All that it started and that runs. */
    List<ProcessHandle> running() {
      List<ProcessHandle> running =
          process.descendants().filter(DemoInterruptedE2E::isRunning).toList();
      seen.addAll(running);
      return running;
    }

    /** Whether it started something with these words. */
    boolean runs(String words) {
      return process
          .descendants()
          .anyMatch(each -> each.info().commandLine().orElse("").contains(words));
    }

    /** As a terminal does: to all processes of the foreground. */
    void interrupt() throws Exception {
      Process kill =
          new ProcessBuilder("bash", "-c", "kill -s INT -- -" + process.pid()).inheritIO().start();
      assertThat(kill.waitFor()).isZero();
    }

    int awaitEnd() throws Exception {
      assertThat(process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)).as(said()).isTrue();
      return process.exitValue();
    }

    void assertEnded(List<ProcessHandle> before) throws Exception {
      assertThat(awaitEnd()).as(said()).isEqualTo(INTERRUPTED);
      // The sessions of Postgres end a moment after it.
      Awaitility.await()
          .atMost(END_LIMIT)
          .untilAsserted(
              () ->
                  assertThat(commands(Stream.concat(before.stream(), ofFolder())))
                      .as("left running")
                      .isEmpty());
      assertThat(said())
          .contains("demo: interrupted; all that it started is ended")
          .contains("demo: logs are in " + cluster.resolve("logs"))
          .doesNotContain("demo failed", "may still be running", "Exception");
      assertThat(cluster.resolve("logs")).isNotEmptyDirectory();
      try (FileChannel lock = FileChannel.open(cluster.resolve(".lock"), StandardOpenOption.WRITE);
          FileLock held = lock.tryLock()) {
        assertThat(held).as("the lock of the cluster").isNotNull();
      }
    }

    /** Processes whose command line names the folder: what the demo started a moment later too. */
    private Stream<ProcessHandle> ofFolder() {
      return ProcessHandle.allProcesses()
          .filter(
              process ->
                  process.info().commandLine().orElse("").contains(cluster.getParent().toString()));
    }

    private static List<String> commands(Stream<ProcessHandle> processes) {
      return processes
          .filter(DemoInterruptedE2E::isRunning)
          .map(process -> process.pid() + " " + process.info().commandLine().orElse(""))
          .distinct()
          .toList();
    }

    @Override
    public void close() {
      running();
      process.destroyForcibly();
      Stream.concat(seen.stream(), ofFolder()).forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Not so of a process that has ended and that nobody has waited for. */
  private static boolean isRunning(ProcessHandle process) {
    Path arguments = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
    try {
      return process.isAlive()
          && (!Files.exists(arguments) || Files.readAllBytes(arguments).length > 0);
    } catch (IOException e) {
      // It ended in between.
      return false;
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("scripts/plumbline"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
