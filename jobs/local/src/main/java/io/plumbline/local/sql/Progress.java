package io.plumbline.local.sql;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A line after two seconds and every ten from then on, while a statement runs. */
final class Progress {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration NEXT = Duration.ofSeconds(10);

  private final CountDownLatch ended;

  private Progress(CountDownLatch ended) {
    this.ended = ended;
  }

  static Progress of(Statement statement, int statements, PrintStream notes) {
    long start = System.nanoTime();
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                Duration wait = FIRST;
                while (!ended.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                  notes.printf(
                      "statement %d of %d is running, %d s: %s%n",
                      statement.number(),
                      statements,
                      Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                      statement.summary());
                  wait = NEXT;
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "sql-progress");
    thread.setDaemon(true);
    thread.start();
    return new Progress(ended);
  }

  void close() {
    ended.countDown();
  }
}
