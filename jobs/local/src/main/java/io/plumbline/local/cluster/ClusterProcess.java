package io.plumbline.local.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of the cluster, known by the id that its process file holds, whoever started it. The id
 * alone is not trusted, since systems use ids again: the command line must carry the mark of this
 * cluster and this part too.
 *
 * @param name of the part, as in its files
 * @param mark a setting that no other process is given, as {@code name=value}
 */
record ClusterProcess(String name, String mark, ClusterFolder folder) {
  private static final String MARK = "plumbline.process=";
  private static final long KILL_SECONDS = 10;
  private static final Duration ABORT_LIMIT = Duration.ofSeconds(6);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long NOTICED_NANOS = TimeUnit.SECONDS.toNanos(1);

  static ClusterProcess of(String name, ClusterState state, ClusterFolder folder) {
    return new ClusterProcess(name, MARK + state.id() + "/" + name, folder);
  }

  /**
   * Starts it, detached: the end of this process or of its terminal is not its end.
   *
   * @param command must carry {@link #mark()}, at the end of an argument
   */
  long start(List<String> command, Map<String, String> environment) throws IOException {
    List<String> detached = new ArrayList<>();
    setsid().ifPresent(program -> detached.add(program.toString()));
    detached.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(detached)
            .directory(folder.temporary().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.output(name).toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    Path written = folder.processes().resolve(name + ".pid.new");
    Files.writeString(written, process.pid() + System.lineSeparator());
    Files.move(
        written,
        folder.processFile(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    return process.pid();
  }

  boolean isRunning() {
    return handle().isPresent();
  }

  Optional<Long> pid() {
    return handle().map(ProcessHandle::pid);
  }

  /**
   * Ends it at once (SIGKILL) and waits until it is gone.
   *
   * @return the id that it had
   */
  long kill() {
    return kill(handle().orElseThrow(() -> new ClusterException(name + " is not running")));
  }

  private long kill(ProcessHandle handle) {
    handle.destroyForcibly();
    if (!isGone(handle, Duration.ofSeconds(KILL_SECONDS))) {
      throw new ClusterException(
          "%s (process %d) outlived SIGKILL for %d s".formatted(name, handle.pid(), KILL_SECONDS));
    }
    return handle.pid();
  }

  /**
   * Ends it at once, if it runs, with all that it started. Several may do so at a time, also while
   * this Java process ends.
   *
   * @param signal without SIG; where it does not help soon, SIGKILL does
   */
  void abort(String signal) throws IOException {
    Optional<ProcessHandle> found = handle();
    if (found.isEmpty()) {
      return;
    }
    ProcessHandle handle = found.get();
    // Whoever started them being gone, nobody would know them any more.
    List<ProcessHandle> ofIt = handle.descendants().toList();
    try {
      if (!signal.equals(Part.KILL)) {
        send(signal, handle);
      }
      if (signal.equals(Part.KILL) || !isGone(handle, ABORT_LIMIT)) {
        kill(handle);
      }
    } finally {
      ofIt.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Asks it to end and does not wait.
   *
   * @param signal without SIG
   */
  void askToEnd(String signal) throws IOException {
    Optional<ProcessHandle> handle = handle();
    if (handle.isPresent()) {
      send(signal, handle.get());
    }
  }

  private static void send(String signal, ProcessHandle handle) throws IOException {
    if (signal.equals(Part.TERM)) {
      handle.destroy();
      return;
    }
    // Java itself sends no other signal than SIGTERM and SIGKILL. Not a Tool, which could not be
    // started any more while this process ends.
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + handle.pid())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      // Its own end says nothing: the other may have ended in between.
      kill.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the end that was asked for; what takes longer than the patience is killed. */
  void end(Duration patience) throws IOException {
    Optional<ProcessHandle> handle = handle();
    if (handle.isPresent() && !isGone(handle.get(), patience)) {
      kill(handle.get());
    }
    Files.deleteIfExists(folder.processFile(name));
  }

  /** The process if it runs and is ours; whoever sees its end may remove its file meanwhile. */
  private Optional<ProcessHandle> handle() {
    Path file = folder.processFile(name);
    try {
      long pid = Long.parseLong(Files.readString(file).strip());
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw new ClusterException(
          file + " does not hold the id of a process (" + e.getMessage() + ")", e);
    }
  }

  /** Also false of a process that has ended and that nobody has waited for: it has no arguments. */
  private boolean isOurs(ProcessHandle handle) {
    Path arguments = Path.of("/proc", String.valueOf(handle.pid()), "cmdline");
    try {
      if (Files.exists(arguments)) {
        String found = new String(Files.readAllBytes(arguments), StandardCharsets.UTF_8);
        return List.of(found.split("\0")).stream().anyMatch(word -> word.endsWith(mark));
      }
    } catch (IOException e) {
      // It ended in between.
      return false;
    }
    return handle.info().commandLine().map(line -> line.contains(mark)).orElse(false);
  }

  private boolean isGone(ProcessHandle handle, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (handle.isAlive() && isOurs(handle)) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      awaitExit(handle, Math.min(left, LOOK_NANOS));
    }
    // It does nothing any more; whoever started it may still have to notice.
    awaitExit(handle, NOTICED_NANOS);
    return true;
  }

  private static void awaitExit(ProcessHandle handle, long nanos) {
    try {
      handle.onExit().get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // Looked at again by the caller.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new ClusterException("waiting for the end of process " + handle.pid(), e);
    }
  }

  /** Gives the process a session of its own, where the system has the program for it. */
  private static Optional<Path> setsid() {
    return List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid")).stream()
        .filter(Files::isExecutable)
        .findFirst();
  }
}
