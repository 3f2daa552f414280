package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.LogScenario.Send;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A minute of a product by the clock on the wall, and what people do to its experiments meanwhile,
 * as SQL. What is stated ahead has its own time; the rest acts from whenever it is committed.
 *
 * <p>Ticks are of five seconds, windows of ten and less, and a change of allocation settles for
 * four, so that a minute is long.
 */
public final class LiveScenario {

  /** Multiples of this divide an hour. */
  public static final Duration TICK = Duration.ofSeconds(5);

  private static final RunTiming TIMING =
      new RunTiming(
          TICK.toMillis(),
          Duration.ofSeconds(4).toMillis(),
          Duration.ofSeconds(20).toMillis(),
          Duration.ofSeconds(2).toMillis(),
          Duration.ofMinutes(5).toMillis());

  private final Instant begin;
  private final List<PartitionLog> logs;

  private LiveScenario(Instant begin, List<PartitionLog> logs) {
    this.begin = begin;
    this.logs = logs;
  }

  /**
   * @param begin of the traffic; the first change is due some seconds before
   */
  public static LiveScenario of(long seed, Instant begin) {
    LogDrafts drafts = new LogDrafts(seed, 2, 3);
    new LiveTraffic(drafts, begin.toEpochMilli()).all();
    return new LiveScenario(begin, drafts.logs());
  }

  /** What people do, in order. */
  public enum Change {
    /** Four experiments and a draft in one transaction. */
    SET_UP(-4),
    /** Of the split, and the second step of the flag, ahead of their times. */
    ALLOCATIONS_AHEAD(5),
    /** The draft runs, and should have for some seconds. */
    DRAFT_RUNS_LATE(12),
    /** One experiment cannot be any more; another, in the same transaction, gets a dimension. */
    INVALID_UPDATE(17),
    /** A metric that several experiments share. */
    METRIC_REDEFINED(21),
    /** One acts from its commit, one is of the experiment that cannot be. */
    ALLOCATIONS_LATE(23),
    /** Another experiment is decided on, in the same transaction. */
    REPAIRED(35),
    /** A guardrail from now on, and the last step of the flag. */
    ROLE_AND_LAST_STEP(38),
    /** Ahead of its time. */
    STOPPED(46),
    /** An experiment's row with all that hangs on it; another gets a metric more. */
    DELETED(50);

    private final int second;

    Change(int second) {
      this.second = second;
    }
  }

  /** When a change is due by the clock on the wall. */
  public Instant due(Change change) {
    return begin.plusSeconds(change.second);
  }

  /** One transaction. */
  public String sql(Change change) {
    return "BEGIN;\nSET LOCAL search_path = experimentation;\n" + statements(change) + "COMMIT;\n";
  }

  private String statements(Change change) {
    return switch (change) {
      case SET_UP -> setUp();
      case ALLOCATIONS_AHEAD ->
          allocation("checkout", at(15), "{\"a\": 1, \"b\": 3}")
              + allocation("dark_mode", at(14), "{\"off\": 1, \"on\": 1}");
      case DRAFT_RUNS_LATE ->
          """
          UPDATE experiments SET status = 'running', started_at = %s WHERE key = 'search';
          """
              .formatted(at(3));
      case INVALID_UPDATE ->
          """
          UPDATE experiments SET unit_type = 'device' WHERE key = 'banner';
          UPDATE experiments SET dimensions = '{country,app}', owner = 'bo' WHERE key = 'checkout';
          INSERT INTO notes (experiment_key, author, body) VALUES ('checkout', 'ann', 'by app, please');
          """;
      case METRIC_REDEFINED ->
          """
          UPDATE metrics SET event_filter = '{"currency": "EUR"}', cap_upper = 60 WHERE key = 'spent';
          """;
      case ALLOCATIONS_LATE ->
          allocation("search", "DEFAULT", "{\"old\": 1, \"new\": 2}")
              + allocation("banner", at(31), "{\"plain\": 1, \"red\": 1, \"blue\": 1}");
      case REPAIRED ->
          """
          UPDATE experiments SET unit_type = 'user' WHERE key = 'banner';
          INSERT INTO notes (experiment_key, author, kind, body)
            VALUES ('checkout', 'ann', 'decision', 'go on for as long again');
          """;
      case ROLE_AND_LAST_STEP ->
          """
          UPDATE experiment_metrics SET role = 'guardrail', margin = 0.5
            WHERE experiment_key = 'checkout' AND metric_key = 'viewed';
          """
              + allocation("dark_mode", "DEFAULT", "{\"off\": 0, \"on\": 1}");
      case STOPPED ->
          """
          UPDATE experiments SET status = 'stopped', stopped_at = %s WHERE key = 'checkout';
          """
              .formatted(at(56));
      case DELETED ->
          """
          DELETE FROM experiments WHERE key = 'broken';
          INSERT INTO experiment_metrics (experiment_key, metric_key) VALUES ('search', 'viewed');
          """;
    };
  }

  private String setUp() {
    return """
    INSERT INTO metrics (key, kind, event_name, decimals, delay, attribution_window, cap_upper,
        mature_only, default_for) VALUES
      ('bought', 'conversion', 'buy', 6, '0', '10 seconds', NULL, false, '{}'),
      ('spent', 'sum', 'buy', 2, '0', NULL, 90, false, '{}'),
      ('viewed', 'count', 'view', 6, '1 second', '7 seconds', NULL, false, '{}'),
      ('tapped', 'conversion', 'tap', 6, '0', '6 seconds', NULL, false, '{user}'),
      ('opened', 'count', 'open', 6, '0', '6 seconds', NULL, true, '{device}');
    INSERT INTO experiments (key, kind, name, hypothesis, owner, status, started_at, stopped_at,
        planned_units, crossover_policy, dimensions) VALUES
      ('checkout', 'experiment', 'Checkout', 'Fewer steps sell more', 'ann', 'running', %1$s,
        NULL, 400, 'first_exposure', '{country}'),
      ('banner', 'experiment', 'Banner', NULL, 'ann', 'running', %2$s,
        %3$s, 400, 'exclude', '{}'),
      ('broken', 'experiment', NULL, NULL, NULL, 'running', %1$s,
        NULL, 5000, 'first_exposure', '{country}'),
      ('search', 'experiment', 'Search', NULL, 'cy', 'draft', NULL,
        NULL, 5000, 'first_exposure', '{}'),
      ('dark_mode', 'flag', NULL, NULL, 'cy', 'running', NULL,
        NULL, 5000, 'first_exposure', '{}');
    INSERT INTO variants (experiment_key, key, is_control, sort_order) VALUES
      ('checkout', 'a', true, 0), ('checkout', 'b', false, 1),
      ('banner', 'plain', true, 0), ('banner', 'red', false, 1), ('banner', 'blue', false, 2),
      ('broken', 'control', true, 0), ('broken', 'treatment', false, 1),
      ('search', 'new', false, 1), ('search', 'old', true, 0),
      ('dark_mode', 'off', true, 0), ('dark_mode', 'on', false, 1);
    INSERT INTO allocations (experiment_key, effective_at, weights) VALUES
      ('checkout', %1$s, '{"a": 1, "b": 1}'),
      ('banner', %2$s, '{"plain": 2, "red": 1, "blue": 0}'),
      ('broken', %1$s, '{"control": 1, "treatment": 1}'),
      ('search', %4$s, '{"old": 1, "new": 1}'),
      ('dark_mode', DEFAULT, '{"off": 9, "on": 1}');
    INSERT INTO experiment_metrics (experiment_key, metric_key, role, margin, mde) VALUES
      ('checkout', 'bought', 'primary', NULL, 0.2), ('checkout', 'spent', 'secondary', NULL, NULL),
      ('checkout', 'viewed', 'secondary', NULL, NULL),
      ('banner', 'tapped', 'primary', NULL, NULL), ('banner', 'spent', 'guardrail', 0.1, NULL),
      ('broken', 'bought', 'primary', NULL, NULL),
      ('search', 'spent', 'primary', NULL, NULL),
      ('dark_mode', 'bought', 'primary', NULL, NULL);
    """
        .formatted(at(2), at(1), at(60 * 86_400), at(-60));
  }

  private static String allocation(String experiment, String effectiveAt, String weights) {
    return "INSERT INTO allocations (experiment_key, effective_at, weights) VALUES ('%s', %s, '%s');\n"
        .formatted(experiment, effectiveAt, weights);
  }

  private String at(int second) {
    return "'" + begin.plusSeconds(second) + "'";
  }

  public List<PartitionLog> logs() {
    return logs;
  }

  /** Names of the topics with their numbers of partitions. */
  public Map<String, Integer> partitions() {
    Map<String, Integer> partitions = new LinkedHashMap<>();
    logs.forEach(log -> partitions.merge(log.topic(), 1, Integer::sum));
    return partitions;
  }

  /** What producers send from one moment to before another, in the order of each partition. */
  public List<Send> sends(Instant from, Instant to) {
    List<Send> sends = new ArrayList<>();
    for (PartitionLog log : logs) {
      for (LogRecord record : log.records()) {
        boolean within =
            record.timestamp() >= from.toEpochMilli() && record.timestamp() < to.toEpochMilli();
        if (within) {
          sends.add(
              new Send(
                  log.topic(), log.partition(), record.timestamp(), record.key(), record.value()));
        }
      }
    }
    return sends;
  }

  public RunTiming timing() {
    return TIMING;
  }

  /** All is sent before. */
  public Instant end() {
    return begin.plusSeconds(LiveTraffic.END + 1);
  }

  /** The last tick that an endless run over all of the logs publishes. */
  public Instant closedThrough() {
    return Oracle.closedThrough(logs, TIMING);
  }
}
