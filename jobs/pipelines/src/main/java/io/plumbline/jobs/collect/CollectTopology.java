package io.plumbline.jobs.collect;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.operators.archive.ArchiveFunction;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/** The accepted records, from which everything can be computed again. */
public final class CollectTopology {

  /** The job's name. */
  public static final String JOB = "collect";

  private CollectTopology() {}

  /**
   * Both archives.
   *
   * @param events of either kind, by the name of their source
   */
  public static TableRows rows(Map<String, DataStream<InputRecord<Event>>> events) {
    TableRows rows = new TableRows();
    for (Map.Entry<String, DataStream<InputRecord<Event>>> source : events.entrySet()) {
      for (EventKind kind : EventKind.values()) {
        rows =
            rows.with(
                table(kind),
                archive(source.getKey() + "-" + table(kind).tableName(), source.getValue(), kind));
      }
    }
    return rows;
  }

  /** The archive of one source's events of a kind. */
  public static <E extends Event> DataStream<RowData> archive(
      String name, DataStream<InputRecord<E>> records, EventKind kind) {
    return records
        .process(new ArchiveFunction<E>(kind), InternalTypeInfo.of(RowTypes.of(table(kind))))
        .uid("archive-" + name)
        .name("archive " + name);
  }

  private static Table table(EventKind kind) {
    return switch (kind) {
      case EXPOSURE -> Table.EXPOSURE_EVENTS;
      case METRIC_EVENT -> Table.METRIC_EVENTS;
    };
  }
}
