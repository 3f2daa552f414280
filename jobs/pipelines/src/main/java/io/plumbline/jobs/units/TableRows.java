package io.plumbline.jobs.units;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.ledger.ExperimentVerdict;
import io.plumbline.operators.OutputTags;
import io.plumbline.schemas.Table;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.data.RowData;

/** The rows that a topology makes, by table. */
public final class TableRows {
  private final Map<Table, DataStream<RowData>> streams = new EnumMap<>(Table.class);
  private DataStream<ExperimentStatus> statuses;
  private DataStream<ExperimentVerdict> verdicts;

  void put(Table table, DataStream<RowData> rows) {
    streams.put(table, rows);
  }

  void putSideOutput(Table table, SingleOutputStreamOperator<?> operator) {
    streams.put(table, operator.getSideOutput(OutputTags.rows(table)));
  }

  /** Adds the rows of another topology; those of a table that both make are united. */
  public TableRows and(TableRows other) {
    TableRows both = new TableRows();
    streams.forEach(both::put);
    both.statuses = statuses == null ? other.statuses : statuses;
    both.verdicts = verdicts == null ? other.verdicts : verdicts;
    other.streams.forEach((table, rows) -> both.streams.merge(table, rows, DataStream::union));
    return both;
  }

  /** These rows, and those of one more table. */
  public TableRows with(Table table, DataStream<RowData> rows) {
    TableRows more = new TableRows();
    more.put(table, rows);
    return and(more);
  }

  /** These rows, but for some tables, which another job writes. */
  public TableRows without(Set<Table> tables) {
    TableRows rest = new TableRows();
    streams.forEach(rest::put);
    rest.statuses = statuses;
    rest.verdicts = verdicts;
    rest.streams.keySet().removeAll(tables);
    return rest;
  }

  /** These rows, with other statuses. */
  public TableRows withStatuses(DataStream<ExperimentStatus> told) {
    TableRows same = without(Set.of());
    same.statuses = told;
    return same;
  }

  void putStatuses(DataStream<ExperimentStatus> told) {
    statuses = told;
  }

  /** How experiments stand, where a topology tells; else null. */
  public DataStream<ExperimentStatus> statuses() {
    return statuses;
  }

  void putVerdicts(DataStream<ExperimentVerdict> told) {
    verdicts = told;
  }

  /** What to do with treatments, where a topology tells; else null. */
  public DataStream<ExperimentVerdict> verdicts() {
    return verdicts;
  }

  /** The rows of a table that the topology makes. */
  public DataStream<RowData> of(Table table) {
    return streams.get(table);
  }

  public Map<Table, DataStream<RowData>> byTable() {
    return Collections.unmodifiableMap(streams);
  }

  public Set<Table> tables() {
    return streams.keySet();
  }

  public void forEach(BiConsumer<Table, DataStream<RowData>> consumer) {
    streams.forEach(consumer);
  }
}
