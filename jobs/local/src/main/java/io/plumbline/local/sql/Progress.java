package io.plumbline.local.sql;

import java.io.PrintStream;
import java.time.Duration;

/** A line after two seconds and every ten from then on, while a statement runs. */
final class Progress {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration NEXT = Duration.ofSeconds(10);

  private final Thread thread;

  private Progress(Thread thread) {
    this.thread = thread;
  }

  static Progress of(Statement statement, int statements, PrintStream notes) {
    long start = System.nanoTime();
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(FIRST.toMillis());
                while (true) {
                  notes.printf(
                      "statement %d of %d is running, %d s: %s%n",
                      statement.number(),
                      statements,
                      Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                      statement.summary());
                  Thread.sleep(NEXT.toMillis());
                }
              } catch (InterruptedException e) {
                // The statement has ended.
              }
            },
            "sql-progress");
    thread.setDaemon(true);
    thread.start();
    return new Progress(thread);
  }

  void close() {
    thread.interrupt();
  }
}
