package io.plumbline.jobs.io;

import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.Collector;
import org.apache.iceberg.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A decision tags the tables of results as they were when it was written, {@code decision-<id>}: so
 * nobody expires what it was based on. A tag that is there stays, whoever made it.
 */
public final class DecisionTags extends ProcessFunction<RowData, Void> {
  /** The Flink metric that counts decisions whose tags could not be made. */
  static final String FAILED = "decision_tags_failed";

  private static final Logger LOG = LoggerFactory.getLogger(DecisionTags.class);
  private static final List<Table> RESULTS =
      List.of(
          Table.VARIANT_METRICS,
          Table.METRIC_RESULTS,
          Table.SRM_CHECKS,
          Table.ENROLLMENTS,
          Table.EXPERIMENT_HEALTH,
          Table.ALERTS);
  private static final RowType NOTE = RowTypes.of(Table.NOTES);
  private static final int ID = NOTE.getFieldIndex("note_id");
  private static final int KIND = NOTE.getFieldIndex("kind");
  private static final int CREATED_AT = NOTE.getFieldIndex("created_at");
  private static final int IS_DELETED = NOTE.getFieldIndex("is_deleted");
  private static final int MICROS = 6;

  private final CatalogConfig catalog;
  private transient Counter failed;

  private DecisionTags(CatalogConfig catalog) {
    this.catalog = catalog;
  }

  /**
   * @param notes rows of {@code notes}
   */
  public static void attach(DataStream<RowData> notes, CatalogConfig catalog) {
    notes
        .process(new DecisionTags(catalog), Types.VOID)
        .uid("decision-tags")
        .name("tags of decisions")
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("decision-tags-end")
        .name("tags of decisions: end")
        .setParallelism(1);
  }

  @Override
  public void open(OpenContext context) {
    failed = getRuntimeContext().getMetricGroup().counter(FAILED);
  }

  /** The configuration goes on whatever becomes of the tags. */
  @Override
  public void processElement(RowData note, Context context, Collector<Void> out) {
    if (!note.getString(KIND).toString().equals("decision")
        || note.getBoolean(IS_DELETED)
        || note.isNullAt(CREATED_AT)) {
      return;
    }
    String id = note.getString(ID).toString();
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      tag(warehouse, id, note.getTimestamp(CREATED_AT, MICROS).getMillisecond());
    } catch (Exception e) {
      failed.inc();
      LOG.error("the tables cannot be tagged decision-{}", id, e);
    }
  }

  /**
   * @param decidedAt milliseconds since the epoch; tables without rows by then have no tag
   */
  static void tag(Warehouse warehouse, String id, long decidedAt) {
    String tag = "decision-" + id;
    for (Table table : RESULTS) {
      warehouse.load(table).ifPresent(present -> tag(present, tag, decidedAt));
    }
  }

  private static void tag(org.apache.iceberg.Table table, String tag, long decidedAt) {
    Snapshot snapshot = table.currentSnapshot();
    while (snapshot != null && snapshot.timestampMillis() > decidedAt) {
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    if (snapshot != null && !table.refs().containsKey(tag)) {
      table.manageSnapshots().createTag(tag, snapshot.snapshotId()).commit();
    }
  }
}
