package io.plumbline.e2e.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.e2e.oracle.CapturedCommit.Change;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration with its history, as the changes of the database's rows tell it. */
public final class CapturedConfiguration {

  private static final List<String> TABLES =
      List.of("experiments", "variants", "allocations", "metrics", "experiment_metrics", "notes");

  private static final Map<String, String> OPERATIONS =
      Map.of("r", "read", "c", "create", "u", "update", "d", "delete", "t", "truncate");

  /** Words: a change of theirs changes no number. */
  private static final List<String> WORDS = List.of("name", "hypothesis", "owner", "updated_at");

  private final Map<String, Map<String, JsonNode>> tables = new HashMap<>();
  private final Map<String, ExperimentHistory> histories = new LinkedHashMap<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<CapturedRow> rows = new ArrayList<>();
  private Instant heardAt = Instant.EPOCH;

  /**
   * What became of a change of an experiment, drafts included.
   *
   * @param accepted false when it was refused
   */
  public record Verdict(String experiment, Instant committedAt, boolean accepted) {}

  /**
   * One row that was written or deleted.
   *
   * @param operation the word for r, c, u, d or t
   * @param key columns and their values; null of a truncation
   * @param transaction its number; null of the snapshot
   */
  public record CapturedRow(
      String table, String operation, JsonNode key, String transaction, Instant committedAt) {}

  /** One version of a metric in an experiment. */
  public record MetricVersion(String experiment, String metric, int version, Instant validFrom) {}

  private CapturedConfiguration() {
    TABLES.forEach(table -> tables.put(table, new LinkedHashMap<>()));
  }

  /**
   * @param messages all of the topics {@code <prefix>.experimentation.<table>} and {@code
   *     <prefix>.transaction}, those of each in the order of its offsets
   */
  public static CapturedConfiguration of(List<CapturedMessage> messages, String prefix) {
    CapturedConfiguration captured = new CapturedConfiguration();
    CapturedLog.commits(messages, prefix).forEach(captured::apply);
    return captured;
  }

  private void apply(CapturedCommit commit) {
    if (!commit.isSnapshot()) {
      heardAt = Instant.ofEpochMilli(commit.committedAt());
    }
    if (commit.isHeartbeat()) {
      return;
    }
    Map<String, StatedExperiment> before = stated();
    commit.changes().forEach(change -> apply(change, commit));
    Map<String, StatedExperiment> now = stated();
    Map<String, StatedExperiment> touched = new LinkedHashMap<>();
    before.forEach(
        (key, its) -> {
          if (!its.equals(now.get(key))) {
            touched.put(key, now.get(key));
          }
        });
    now.forEach(
        (key, its) -> {
          if (!before.containsKey(key)) {
            touched.put(key, its);
          }
        });
    touched.forEach((key, its) -> judge(key, its, commit.committedAt()));
  }

  private void judge(String key, StatedExperiment stated, long committedAt) {
    ExperimentHistory history = histories.computeIfAbsent(key, k -> new ExperimentHistory());
    boolean accepted = history.accept(stated, committedAt);
    verdicts.add(new Verdict(key, instant(committedAt), accepted));
  }

  private static Instant instant(long time) {
    return Instant.ofEpochMilli(Math.max(0, time));
  }

  private void apply(Change change, CapturedCommit commit) {
    Map<String, JsonNode> rowsByKey = tables.get(change.table());
    if (rowsByKey == null) {
      return;
    }
    rows.add(
        new CapturedRow(
            change.table(),
            OPERATIONS.get(change.operation()),
            change.key() == null ? null : CapturedLog.parsed(change.key()),
            commit.id(),
            instant(commit.committedAt())));
    if (change.operation().equals("t")) {
      rowsByKey.clear();
    } else if (change.after() == null) {
      rowsByKey.remove(change.key());
    } else {
      rowsByKey.put(change.key(), withoutWords(change));
    }
  }

  private static JsonNode withoutWords(Change change) {
    ObjectNode row = change.after().deepCopy();
    row.remove(WORDS);
    if (change.table().equals("metrics")) {
      row.remove("description");
    }
    return row;
  }

  private Map<String, StatedExperiment> stated() {
    Map<String, StatedExperiment> stated = new LinkedHashMap<>();
    for (JsonNode row : tables.get("experiments").values()) {
      StatedExperiment its = StatedExperiment.of(row, tables);
      stated.put(its.key(), its);
    }
    return stated;
  }

  /** All that was ever published. */
  public Configuration configuration() {
    return new Configuration(experiments());
  }

  private List<Experiment> experiments() {
    return histories.values().stream()
        .filter(ExperimentHistory::isPublished)
        .map(ExperimentHistory::experiment)
        .toList();
  }

  /** What became of each change of an experiment, in the order of commits. */
  public List<Verdict> verdicts() {
    return List.copyOf(verdicts);
  }

  /** All versions of metrics that experiments have measured. */
  public List<MetricVersion> metricVersions() {
    return experiments().stream()
        .flatMap(
            experiment ->
                experiment.metrics().stream()
                    .map(
                        metric ->
                            new MetricVersion(
                                experiment.key(),
                                metric.key(),
                                metric.version(),
                                instant(metric.validFrom()))))
        .toList();
  }

  /** Rows that were captured, each once however often it came; heartbeats left out. */
  public List<CapturedRow> rows() {
    return List.copyOf(rows);
  }

  /** The time of the last commit: nothing is known of what came after it. */
  public Instant heardAt() {
    return heardAt;
  }
}
