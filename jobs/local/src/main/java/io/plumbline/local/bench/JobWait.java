package io.plumbline.local.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.runtime.jobmaster.JobResult;

/**
 * Waits for what a running job does, as long as it does anything: an alternative may take long, but
 * none stands still.
 */
final class JobWait {
  private static final Duration STANDSTILL = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final String name;
  private final CompletableFuture<JobResult> ended;
  private final LongSupplier progress;
  private final Supplier<String> seen;

  /**
   * @param name of what runs
   * @param progress a number that changes while the job does anything
   * @param seen how far the job is, in words
   */
  JobWait(
      String name,
      CompletableFuture<JobResult> ended,
      LongSupplier progress,
      Supplier<String> seen) {
    this.name = name;
    this.ended = ended;
    this.progress = progress;
    this.seen = seen;
  }

  /**
   * @param what is awaited, in words
   * @return when it was there, as {@link System#nanoTime()}
   * @throws IOException if the job ended, stood still or took too long before
   */
  long until(String what, BooleanSupplier reached) throws IOException {
    long began = System.nanoTime();
    long movedAt = began;
    long moved = progress.getAsLong();
    while (!reached.getAsBoolean()) {
      long now = System.nanoTime();
      long current = progress.getAsLong();
      if (current != moved) {
        moved = current;
        movedAt = now;
      }
      if (ended.isDone()) {
        throw new IOException(
            "%s ended before %s; %s".formatted(name, what, seen.get()),
            ended.join().getSerializedThrowable().orElse(null));
      }
      if (now - movedAt > STANDSTILL.toNanos()) {
        throw failed("nothing moved for " + STANDSTILL.toSeconds() + " s", what);
      }
      if (now - began > LIMIT.toNanos()) {
        throw failed("took longer than " + LIMIT.toMinutes() + " minutes", what);
      }
      if (Thread.interrupted()) {
        throw failed("interrupted", what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return System.nanoTime();
  }

  private IOException failed(String how, String what) {
    return new IOException("%s: %s; awaited: %s; %s".formatted(name, how, what, seen.get()));
  }

  /** The answer of the cluster to a request. */
  static <T> T answer(String what, CompletableFuture<T> future) throws Exception {
    try {
      return future.get(STANDSTILL.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer in " + STANDSTILL.toSeconds() + " s; awaited: " + what, e);
    }
  }
}
