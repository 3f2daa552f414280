package io.plumbline.jobs.units;

import io.plumbline.operators.OutputTags;
import io.plumbline.schemas.Table;
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
    rest.streams.keySet().removeAll(tables);
    return rest;
  }

  public Set<Table> tables() {
    return streams.keySet();
  }

  public void forEach(BiConsumer<Table, DataStream<RowData>> consumer) {
    streams.forEach(consumer);
  }
}
