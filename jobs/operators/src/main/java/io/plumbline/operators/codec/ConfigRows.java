package io.plumbline.operators.codec;

import io.plumbline.core.configuration.Commit;
import io.plumbline.core.configuration.ConfigChange;
import io.plumbline.core.configuration.ExperimentVersion;
import io.plumbline.core.configuration.MetricVersion;
import io.plumbline.core.configuration.NoteRevision;
import io.plumbline.core.configuration.SourcePosition;
import io.plumbline.schemas.Table;
import java.util.Locale;
import org.apache.flink.table.data.RowData;

/** Rows of the tables that tell how the configuration came to be what it is. */
public final class ConfigRows {
  private final long publishedAt;

  /**
   * @param publishedAt milliseconds since the epoch
   */
  public ConfigRows(long publishedAt) {
    this.publishedAt = publishedAt;
  }

  public RowData of(ConfigChange change) {
    SourcePosition position = change.position();
    return row(Table.CONFIG_CHANGES, change.commit())
        .put("table_name", change.table())
        .put("operation", change.operation().name().toLowerCase(Locale.ROOT))
        .put("row_key", change.key())
        .put("before", change.before())
        .put("after", change.after())
        .put("commit_lsn", known(position.commitLsn()))
        .put("lsn", known(position.lsn()))
        .put("total_order", position.totalOrder() == 0 ? null : position.totalOrder())
        .put("topic", position.topic())
        .put("kafka_partition", position.partition())
        .put("kafka_offset", position.offset())
        .build();
  }

  private static Long known(long place) {
    return place == SourcePosition.UNKNOWN ? null : place;
  }

  /**
   * @param document as JSON; null: none is in force
   */
  public RowData of(ExperimentVersion version, String document) {
    return row(Table.EXPERIMENT_VERSIONS, version.commit())
        .put("experiment_key", version.experimentKey())
        .put("version", version.version())
        .put("kind", version.kind().name().toLowerCase(Locale.ROOT))
        .put("name", version.name())
        .put("owner", version.owner())
        .put("hypothesis", version.hypothesis())
        .put("status", version.status())
        .putTime("valid_from", version.validFrom())
        .put("is_valid", version.isValid())
        .put("reason", version.problems())
        .put("warnings", version.warnings())
        .put("config_version", version.configVersion())
        .put("document", document)
        .build();
  }

  public RowData of(MetricVersion version) {
    var kind = version.metric().kind();
    return row(Table.METRIC_VERSIONS, version.commit())
        .put("metric_key", version.metric().key())
        .put("metric_version", version.metric().version())
        .put("kind", kind == null ? null : kind.name().toLowerCase(Locale.ROOT))
        .put("event_name", version.metric().eventName())
        .put("description", version.metric().description())
        .put("default_for", AvroJson.array(version.defaultFor()))
        .put("definition", version.definition())
        .putTime("valid_from", version.validFrom())
        .put("is_valid", version.isValid())
        .put("reason", version.problems())
        .build();
  }

  public RowData of(NoteRevision note) {
    return row(Table.NOTES, note.commit())
        .put("note_id", note.id())
        .put("note_revision", note.revision())
        .put("experiment_key", note.experimentKey())
        .put("author", note.author())
        .put("kind", note.kind())
        .put("action", note.action())
        .put("body", note.body())
        .putTime("created_at", note.createdAt())
        .put("is_deleted", note.isDeleted())
        .build();
  }

  private RowBuilder row(Table table, Commit commit) {
    return RowBuilder.of(table)
        .put("transaction_id", commit.transactionId())
        .putTime("committed_at", commit.committedAt())
        .putTime("published_at", publishedAt);
  }
}
