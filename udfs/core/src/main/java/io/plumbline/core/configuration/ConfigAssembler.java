package io.plumbline.core.configuration;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.InvalidConfiguration;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes one document an experiment, with its whole history, of the tables' changes.
 *
 * <ul>
 *   <li>A change acts from the later of its own time and its commit; what the initial snapshot
 *       holds from its own time. No change acts before what was heralded as complete by a
 *       heartbeat.
 *   <li>A draft is not published. One that runs, or has run, is: with all that acted, for ever. Its
 *       deletion, or its return to a draft, stops it; before its start it is taken back.
 *   <li>A state that contradicts itself, or what has acted, is refused: the last valid document
 *       stays, and an alert is open until the state is valid again or gone.
 * </ul>
 *
 * <p>Rows that were lost on their way raise an alert too: see {@link LostRows}.
 *
 * <p>The outcome depends on the transactions alone. It holds all rows in memory.
 */
public final class ConfigAssembler {
  /**
   * A heartbeat closes the instants up to it, and rows of the next millisecond are published with
   * them.
   */
  private static final long AFTER_HEARTBEAT_MS = 2;

  private final ConfigTables tables;
  private final MetricRows metrics;
  private final TreeMap<String, ExperimentHistory> experiments;
  private final Map<String, String> toldMetrics;
  private final Map<String, Integer> noteRevisions;
  private long heartbeatAt;
  private long actedAt;
  private LostRows lost;

  /**
   * @param state {@link AssemblerState#EMPTY} at the beginning
   */
  public ConfigAssembler(AssemblerState state) {
    this.tables = new ConfigTables(state.rows());
    this.metrics = new MetricRows(state.metricVersions(), tables.all(ConfigTables.METRICS));
    this.experiments = new TreeMap<>(state.experiments());
    this.toldMetrics = new HashMap<>(state.toldMetrics());
    this.noteRevisions = new HashMap<>(state.noteRevisions());
    this.heartbeatAt = state.heartbeatAt();
    this.actedAt = state.actedAt();
    this.lost = state.lost();
  }

  /** All that it knows. */
  public AssemblerState state() {
    return new AssemblerState(
        tables.rows(),
        experiments,
        metrics.versions(),
        toldMetrics,
        noteRevisions,
        heartbeatAt,
        actedAt,
        lost);
  }

  /** Takes the next transaction, in the order of commits. */
  public void accept(SourceTransaction transaction, AssemblyOutput out) {
    if (transaction.isHeartbeat() && transaction.committedAtMs() != Experiment.ALWAYS) {
      heartbeatAt = Math.max(heartbeatAt, transaction.committedAtMs());
      out.heartbeat(heartbeatAt);
      return;
    }
    Acting acting = acting(transaction);
    lost = lost.after(transaction, acting, out);
    TreeSet<String> touchedExperiments = new TreeSet<>();
    TreeSet<String> touchedMetrics = new TreeSet<>();
    for (RowChange change : transaction.changes()) {
      if (ConfigTables.isOne(change.tableName())) {
        apply(change, acting, touchedExperiments, touchedMetrics, out);
      }
    }
    for (String key : touchedMetrics) {
      metric(key, acting, out);
    }
    if (!touchedMetrics.isEmpty()) {
      tables
          .all(ConfigTables.EXPERIMENTS)
          .forEach(row -> touchedExperiments.add(String.valueOf(row.get("key"))));
    }
    for (String key : touchedExperiments) {
      experiment(key, acting, out);
    }
  }

  /** Tells once more what is published of an experiment, or that nothing is. */
  public void repeat(String experimentKey, AssemblyOutput out) {
    ExperimentHistory history = experiments.getOrDefault(experimentKey, ExperimentHistory.NONE);
    if (history.isPublished()) {
      out.document(new AssembledDocument(history.document(), history.effectiveAt()));
    } else {
      out.withdrawal(experimentKey);
    }
  }

  private Acting acting(SourceTransaction transaction) {
    boolean isSnapshot = transaction.committedAtMs() == Experiment.ALWAYS;
    long read = transaction.changes().stream().mapToLong(RowChange::committedAtMs).max().orElse(0);
    long committedAt = isSnapshot ? read : transaction.committedAtMs();
    Commit commit = new Commit(isSnapshot ? null : transaction.id(), committedAt);
    if (isSnapshot && experiments.isEmpty()) {
      return new Acting(Experiment.ALWAYS, commit);
    }
    long complete = heartbeatAt == Long.MIN_VALUE ? heartbeatAt : heartbeatAt + AFTER_HEARTBEAT_MS;
    actedAt = Math.max(Math.max(committedAt, complete), actedAt);
    return new Acting(actedAt, commit);
  }

  private void apply(
      RowChange change,
      Acting acting,
      TreeSet<String> touchedExperiments,
      TreeSet<String> touchedMetrics,
      AssemblyOutput out) {
    String table = change.tableName();
    List<ConfigTables.Changed> rows = tables.apply(change);
    boolean isOne = change.operation() != RowOperation.TRUNCATE;
    Map<String, Object> before = isOne ? rows.get(0).before() : null;
    out.change(
        new ConfigChange(
            table,
            change.operation(),
            change.key() == null ? null : JsonText.write(change.key()),
            before == null ? json(change.before()) : json(before),
            isOne ? json(rows.get(0).after()) : null,
            change.operation() == RowOperation.READ,
            change.position(),
            acting.commit()));
    for (ConfigTables.Changed row : rows) {
      Map<String, Object> any = row.after() == null ? row.before() : row.after();
      if (any == null) {
        continue;
      }
      switch (table) {
        case ConfigTables.EXPERIMENTS -> touchedExperiments.add(String.valueOf(any.get("key")));
        case ConfigTables.METRICS -> touchedMetrics.add(String.valueOf(any.get("key")));
        default -> touchedExperiments.add(String.valueOf(any.get(ConfigTables.EXPERIMENT_KEY)));
      }
      if (table.equals(ConfigTables.NOTES)) {
        if (row.before() != null) {
          // A note may move to another experiment.
          touchedExperiments.add(String.valueOf(row.before().get(ConfigTables.EXPERIMENT_KEY)));
        }
        note(row, any, acting, out);
      }
    }
  }

  private static String json(Map<String, Object> row) {
    return row == null ? null : JsonText.write(row);
  }

  private void note(
      ConfigTables.Changed row, Map<String, Object> any, Acting acting, AssemblyOutput out) {
    if (any.equals(row.before()) && row.after() != null) {
      return;
    }
    RowReader values = new RowReader(any, "note", "", new ArrayList<>());
    String id = values.text("id", "");
    out.note(
        new NoteRevision(
            id,
            noteRevisions.merge(id, 1, Integer::sum),
            values.text(ConfigTables.EXPERIMENT_KEY, ""),
            values.text("author", null),
            values.text("kind", "comment"),
            values.text("action", "none"),
            values.text("body", ""),
            values.instant("created_at"),
            row.after() == null,
            acting.commit()));
  }

  private void metric(String key, Acting acting, AssemblyOutput out) {
    Map<String, Object> row = tables.row(ConfigTables.METRICS, key);
    if (row == null) {
      metrics.remove(key);
      toldMetrics.remove(key);
      return;
    }
    MetricRows.Read read = metrics.put(row);
    String problems = read.isValid() ? null : lines(read.problems());
    String told = JsonText.write(Arrays.asList(row, problems));
    if (!told.equals(toldMetrics.put(key, told))) {
      out.metricVersion(
          new MetricVersion(
              read.metric(),
              JsonText.write(row),
              read.defaultFor(),
              acting.inTables(),
              problems,
              acting.commit()));
    }
  }

  private void experiment(String key, Acting acting, AssemblyOutput out) {
    Map<String, Object> row = tables.row(ConfigTables.EXPERIMENTS, key);
    ExperimentHistory before = experiments.getOrDefault(key, ExperimentHistory.NONE);
    if (row == null && before == ExperimentHistory.NONE) {
      return;
    }
    Turn turn = new Turn(key, row, before, acting, out);
    if (row == null || ExperimentAssembly.status(row) == ExperimentAssembly.Status.DRAFT) {
      turn.takeAway();
    } else {
      ExperimentAssembly assembly = new ExperimentAssembly(tables, metrics, row, before, acting);
      ExperimentHistory next = assembly.next();
      if (next == null) {
        turn.refuse(lines(assembly.problems()));
      } else {
        turn.follow(next);
      }
    }
    experiments.put(key, turn.after);
  }

  private static String lines(List<Problem> problems) {
    return problems.stream().map(Problem::message).distinct().collect(Collectors.joining("\n"));
  }

  /** What becomes of one experiment, and what is told of it. */
  private static final class Turn {
    private final String key;
    private final Map<String, Object> row;
    private final ExperimentHistory before;
    private final Acting acting;
    private final AssemblyOutput out;
    private ExperimentHistory after;

    Turn(
        String key,
        Map<String, Object> row,
        ExperimentHistory before,
        Acting acting,
        AssemblyOutput out) {
      this.key = key;
      this.row = row;
      this.before = before;
      this.acting = acting;
      this.out = out;
      this.after = before;
    }

    void follow(ExperimentHistory next) {
      after = next;
      document();
      version(null);
      resolve(ExperimentAlert.RECOVERED);
    }

    void refuse(String problems) {
      version(problems);
      if (before.invalid() == null) {
        int version = after.versions();
        after = after.withInvalid(new ExperimentHistory.Invalid(acting.inTables(), version));
        out.alert(
            InvalidConfiguration.opened(
                key,
                text("name"),
                text("owner"),
                problems,
                version,
                acting.inTables(),
                configVersion()));
      }
    }

    void takeAway() {
      if (before.hasStartedBefore(acting.at())) {
        Experiment known = before.document();
        if (known.stoppedAt() == null || known.stoppedAt() > acting.at()) {
          Experiment stopped =
              known.but().stoppedAt(acting.at()).stopKnownFrom(acting.at()).build();
          after = before.with(stopped, before.effectiveAt()).follows(before.ownStart(), null, true);
          document();
        }
      } else if (before.isPublished()) {
        after = before.withdrawn();
        out.withdrawal(key);
      }
      version(null);
      resolve(row == null ? ExperimentAlert.DELETED : ExperimentAlert.RECOVERED);
    }

    private void document() {
      if (!after.document().equals(before.document())
          || !after.effectiveAt().equals(before.effectiveAt())) {
        out.document(new AssembledDocument(after.document(), after.effectiveAt()));
      }
    }

    private void version(String problems) {
      String status = row == null ? "deleted" : text("status");
      String told =
          JsonText.write(
              Arrays.asList(
                  status, text("kind"), text("name"), text("owner"), text("hypothesis"), problems));
      boolean isNew =
          after.document() == null
              ? before.document() != null
              : !after.document().equals(before.document());
      if (!isNew && told.equals(before.told())) {
        return;
      }
      after = after.withVersion(told);
      out.experimentVersion(
          new ExperimentVersion(
              key,
              after.versions(),
              "flag".equals(text("kind")) ? ExperimentKind.FLAG : ExperimentKind.EXPERIMENT,
              text("name"),
              text("owner"),
              text("hypothesis"),
              status,
              validFrom(),
              after.isPublished()
                  ? new AssembledDocument(after.document(), after.effectiveAt())
                  : null,
              configVersion(),
              problems,
              after.isPublished() ? ExperimentVersion.warnings(after.document()) : null,
              acting.commit()));
    }

    /** What the snapshot holds acts from its own time. */
    private long validFrom() {
      return acting.isInitial() && after.isPublished()
          ? after.document().startedAt()
          : acting.inTables();
    }

    private String configVersion() {
      return after.isPublished()
          ? after.document().configVersion(Math.max(validFrom(), after.document().startedAt()))
          : null;
    }

    private void resolve(String resolution) {
      if (before.invalid() != null) {
        after = after.withInvalid(null);
        out.alert(
            InvalidConfiguration.resolved(
                key,
                text("name"),
                text("owner"),
                resolution,
                before.invalid().version(),
                before.invalid().since(),
                acting.inTables(),
                configVersion()));
      }
    }

    /** Of what is gone, as it was last in force. */
    private String text(String column) {
      if (row != null) {
        Object value = row.get(column);
        return value == null || value == RowChange.UNAVAILABLE ? null : value.toString();
      }
      Experiment last = before.document();
      if (last == null) {
        return null;
      }
      return switch (column) {
        case "name" -> last.name();
        case "owner" -> last.owner();
        case "hypothesis" -> last.hypothesis();
        case "kind" -> last.kind() == ExperimentKind.FLAG ? "flag" : "experiment";
        default -> null;
      };
    }
  }
}
