package io.plumbline.core.configuration;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.experiment.Experiment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A database in small: changes of rows make transactions, and what is assembled is kept. */
final class AssemblyBench implements AssemblyOutput {
  /** One output of the assembler. */
  record Told(String kind, Object what) {}

  final List<Told> told = new ArrayList<>();
  final TreeMap<String, AssembledDocument> topic = new TreeMap<>();
  final List<ConfigChange> changes = new ArrayList<>();
  final List<ExperimentVersion> versions = new ArrayList<>();
  final List<MetricVersion> metricVersions = new ArrayList<>();
  final List<NoteRevision> notes = new ArrayList<>();
  final List<ExperimentAlert> alerts = new ArrayList<>();

  private final List<RowChange> open = new ArrayList<>();
  private ConfigAssembler assembler = new ConfigAssembler(AssemblerState.EMPTY);
  private int transactions;

  static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  /** "column", value, ...; the first columns are the key. */
  static Map<String, Object> row(Object... values) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      row.put((String) values[i], values[i + 1]);
    }
    return row;
  }

  AssemblyBench put(String table, Map<String, Object> row) {
    return change(table, RowOperation.UPDATE, null, row);
  }

  AssemblyBench delete(String table, Map<String, Object> key) {
    return change(table, RowOperation.DELETE, key, null);
  }

  AssemblyBench truncate(String table) {
    return change(table, RowOperation.TRUNCATE, null, null);
  }

  private AssemblyBench change(
      String table, RowOperation operation, Map<String, Object> key, Map<String, Object> after) {
    int place = open.size() + 1;
    open.add(
        new RowChange(
            "experimentation." + table,
            operation,
            key,
            null,
            after,
            null,
            0,
            SnapshotMark.NONE,
            new SourcePosition(transactions, transactions, place, "cdc." + table, 0, place)));
    return this;
  }

  AssemblyBench snapshot(String readAt) {
    return apply(Experiment.ALWAYS, at(readAt), false);
  }

  AssemblyBench commit(String time) {
    return commit(at(time));
  }

  AssemblyBench commit(long time) {
    return apply(time, time, false);
  }

  AssemblyBench beat(long time) {
    return apply(time, time, true);
  }

  private AssemblyBench apply(long committedAt, long readAt, boolean isHeartbeat) {
    List<RowChange> rows = new ArrayList<>();
    for (RowChange row : open) {
      rows.add(
          new RowChange(
              row.table(),
              committedAt == Experiment.ALWAYS ? RowOperation.READ : row.operation(),
              row.key(),
              null,
              row.after(),
              null,
              readAt,
              SnapshotMark.NONE,
              row.position()));
    }
    open.clear();
    String id = "tx" + transactions++;
    assembler.accept(new SourceTransaction(id, committedAt, rows, isHeartbeat), this);
    return this;
  }

  /** Goes on with an assembler that knows what this one knew. */
  AssemblyBench restored() {
    assembler = new ConfigAssembler(assembler.state());
    return this;
  }

  AssemblerState state() {
    return assembler.state();
  }

  Experiment document(String key) {
    AssembledDocument document = topic.get(key);
    return document == null ? null : document.experiment();
  }

  AssemblyBench forget() {
    told.clear();
    changes.clear();
    versions.clear();
    metricVersions.clear();
    notes.clear();
    alerts.clear();
    return this;
  }

  private void tell(String kind, Object what) {
    told.add(new Told(kind, what));
  }

  @Override
  public void document(AssembledDocument document) {
    topic.put(document.experiment().key(), document);
    tell("document", document);
  }

  @Override
  public void withdrawal(String experimentKey) {
    topic.remove(experimentKey);
    tell("withdrawal", experimentKey);
  }

  @Override
  public void heartbeat(long heartbeatAt) {
    tell("heartbeat", heartbeatAt);
  }

  @Override
  public void change(ConfigChange change) {
    changes.add(change);
    tell("change", change);
  }

  @Override
  public void experimentVersion(ExperimentVersion version) {
    versions.add(version);
    tell("version", version);
  }

  @Override
  public void metricVersion(MetricVersion version) {
    metricVersions.add(version);
    tell("metric", version);
  }

  @Override
  public void note(NoteRevision note) {
    notes.add(note);
    tell("note", note);
  }

  @Override
  public void alert(ExperimentAlert alert) {
    alerts.add(alert);
    tell("alert", alert);
  }
}
