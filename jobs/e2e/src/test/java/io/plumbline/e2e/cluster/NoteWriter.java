package io.plumbline.e2e.cluster;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes notes about an experiment, one a transaction, numbered from 1, whatever becomes of the
 * database meanwhile: what it does not know to be committed it writes again, unless it is there.
 */
final class NoteWriter implements AutoCloseable {
  private static final long PAUSE_NANOS = 2_000_000;
  private static final long JOIN_MS = 30_000;

  private final String url;
  private final String experiment;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final Thread thread = new Thread(this::run, "note-writer");

  private NoteWriter(String url, String experiment) {
    this.url = url;
    this.experiment = experiment;
  }

  static NoteWriter start(String url, String experiment) {
    NoteWriter writer = new NoteWriter(url, experiment);
    writer.thread.setDaemon(true);
    writer.thread.start();
    return writer;
  }

  /**
   * Writes no more.
   *
   * @return how many notes were written
   */
  long end() {
    close();
    return written.get();
  }

  /** How many notes are known to be committed. */
  long written() {
    return written.get();
  }

  /** How often the database was away. */
  long failures() {
    return failures.get();
  }

  private void run() {
    while (!ended.get()) {
      try (Connection connection = DriverManager.getConnection(url);
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO experimentation.notes (id, experiment_key, author, body) VALUES (?,"
                      + " ?, 'writer', ?) ON CONFLICT DO NOTHING")) {
        while (!ended.get()) {
          long number = written.get() + 1;
          insert.setLong(1, number);
          insert.setString(2, experiment);
          insert.setString(3, "note " + number);
          insert.executeUpdate();
          written.set(number);
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (SQLException e) {
        failures.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public void close() {
    ended.set(true);
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new IllegalStateException("the writer of notes does not end");
    }
  }
}
