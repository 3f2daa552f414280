package io.plumbline.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows progress on standard error: nothing within two seconds, then on a terminal one line that is
 * rewritten, elsewhere a line every few seconds.
 */
public final class ProgressLine implements ProgressListener, AutoCloseable {
  private static final long QUIET = Duration.ofSeconds(2).toNanos();
  private static final long ON_TERMINAL = Duration.ofMillis(200).toNanos();
  private static final long ELSEWHERE = Duration.ofSeconds(5).toNanos();
  private static final int BEATS_MS = 200;
  private static final int COLUMNS = 78;

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier clock;
  private final long started;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String stage = "";
  private long stageStarted;
  private long records;
  private double fraction = -1;
  private long shownAt = Long.MIN_VALUE;
  private boolean lineOpen;

  private ProgressLine(PrintStream out, boolean terminal, LongSupplier clock, boolean beating) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.started = clock.getAsLong();
    this.stageStarted = started;
    if (beating) {
      Thread beats = new Thread(this::beat, "progress");
      beats.setDaemon(true);
      beats.start();
    }
  }

  public static ProgressLine onStandardError() {
    return new ProgressLine(System.err, Terminal.isTerminal(), System::nanoTime, true);
  }

  /**
   * Without a thread: shows only when {@link #show()} is called.
   *
   * @param clock in nanoseconds
   */
  static ProgressLine driven(PrintStream out, boolean terminal, LongSupplier clock) {
    return new ProgressLine(out, terminal, clock, false);
  }

  @Override
  public synchronized void stage(String name) {
    stage = name;
    stageStarted = clock.getAsLong();
    records = 0;
    fraction = -1;
  }

  @Override
  public synchronized void progress(long newRecords, double newFraction) {
    records = newRecords;
    fraction = newFraction;
  }

  /** A line of its own, which stays. */
  public synchronized void say(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Writes the line if it is time to. */
  synchronized void show() {
    long now = clock.getAsLong();
    boolean due =
        shownAt == Long.MIN_VALUE || now - shownAt >= (terminal ? ON_TERMINAL : ELSEWHERE);
    if (stage.isEmpty() || now - started < QUIET || !due) {
      return;
    }
    shownAt = now;
    String line = line(now);
    if (terminal) {
      out.print('\r' + String.format("%-" + COLUMNS + "s", line));
      lineOpen = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  private String line(long now) {
    StringBuilder line = new StringBuilder(stage);
    double seconds = (now - stageStarted) / 1e9;
    if (records > 0) {
      line.append(String.format(Locale.ROOT, ": %,d events", records));
      if (seconds >= 1) {
        line.append(String.format(Locale.ROOT, ", %,.0f/s", records / seconds));
      }
    }
    if (fraction >= 0) {
      line.append(String.format(Locale.ROOT, ", %.0f%%", 100 * Math.min(1, fraction)));
    }
    line.append(String.format(Locale.ROOT, ", %.0f s", (now - started) / 1e9));
    return line.length() <= COLUMNS ? line.toString() : line.substring(0, COLUMNS);
  }

  private void beat() {
    try {
      while (!closed.await(BEATS_MS, TimeUnit.MILLISECONDS)) {
        show();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Clears the line, so that what follows begins on a clean one. */
  @Override
  public void close() {
    closed.countDown();
    synchronized (this) {
      clear();
      stage = "";
    }
  }

  private void clear() {
    if (lineOpen) {
      out.print('\r' + " ".repeat(COLUMNS) + '\r');
      out.flush();
      lineOpen = false;
    }
  }
}
