package io.plumbline.local.guard;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;

/**
 * Takes the traffic away from experiments whose split is broken: a new allocation with the weights
 * of the one in force and traffic 0, and traffic 0 in those that are planned for later. What has
 * acted stays, and so does the history of results. It goes through the configuration database as
 * everybody's changes do, so that the change is seen, and can be taken back, where people look.
 *
 * <p>Idempotent: without traffic there is nothing to stop. Who gives it traffic again while the
 * alarm is open finds it stopped again: resolve the alarm first.
 */
final class RampGuard implements AutoCloseable {

  /** The levels at which a split is broken; WARNED is no reason to stop. */
  static final Set<String> BROKEN = Set.of("OPENED", "ESCALATED");

  private static final String STOP =
      """
      INSERT INTO experimentation.allocations (experiment_key, effective_at, weights, traffic)
      SELECT a.experiment_key, statement_timestamp(), a.weights, 0
      FROM experimentation.allocations AS a
      JOIN experimentation.experiments AS e ON e.key = a.experiment_key
      WHERE a.experiment_key = ? AND e.status = 'running' AND e.kind = ANY (?) AND a.traffic > 0
        AND a.effective_at = (SELECT max(effective_at) FROM experimentation.allocations
                              WHERE experiment_key = a.experiment_key AND effective_at <= statement_timestamp())
      """;

  private static final String WITHDRAW =
      """
      UPDATE experimentation.allocations AS a SET traffic = 0
      FROM experimentation.experiments AS e
      WHERE e.key = a.experiment_key AND a.experiment_key = ? AND e.status = 'running'
        AND e.kind = ANY (?) AND a.traffic > 0 AND a.effective_at > statement_timestamp()
      """;

  private static final String NOTE =
      """
      INSERT INTO experimentation.notes (experiment_key, author, kind, body)
      VALUES (?, 'ramp guard', 'comment', ?)
      """;

  private final Connection database;
  private final Collection<String> kinds;

  private RampGuard(Connection database, Collection<String> kinds) {
    this.database = database;
    this.kinds = kinds;
  }

  /**
   * @param url JDBC, of the database in which the configuration is written
   * @param kinds of experiments that are guarded: flag, experiment
   */
  static RampGuard connect(String url, Collection<String> kinds) throws SQLException {
    Connection database = DriverManager.getConnection(url);
    database.setAutoCommit(false);
    return new RampGuard(database, kinds);
  }

  /**
   * Stops the roll-out of an experiment, in one transaction with a note that says why.
   *
   * @return whether there was anything to stop: it runs, is of a guarded kind, and has traffic
   */
  boolean stop(String experimentKey, String why) throws SQLException {
    try {
      // What is planned first: what comes into force meanwhile has no traffic then.
      int changed = change(WITHDRAW, experimentKey) + change(STOP, experimentKey);
      if (changed > 0) {
        note(experimentKey, why);
      }
      database.commit();
      return changed > 0;
    } catch (SQLException e) {
      database.rollback();
      throw e;
    }
  }

  private int change(String sql, String experimentKey) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      Array guarded = database.createArrayOf("text", kinds.toArray());
      statement.setString(1, experimentKey);
      statement.setArray(2, guarded);
      return statement.executeUpdate();
    }
  }

  private void note(String experimentKey, String why) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(NOTE)) {
      statement.setString(1, experimentKey);
      statement.setString(2, why);
      statement.executeUpdate();
    }
  }

  /** Whether the database holds the configuration at all. */
  boolean hasConfiguration() throws SQLException {
    try (PreparedStatement statement =
            database.prepareStatement("SELECT to_regclass('experimentation.allocations')");
        ResultSet found = statement.executeQuery()) {
      return found.next() && found.getString(1) != null;
    } finally {
      database.rollback();
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
