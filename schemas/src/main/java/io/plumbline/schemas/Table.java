package io.plumbline.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;

/**
 * The tables Plumbline writes, one constant each; columns, types and comments come from {@code
 * io/plumbline/v1/tables/<table>.avsc}.
 *
 * <p>Rows are appended and never changed: the grain names the columns that tell two rows apart.
 */
public enum Table {
  VARIANT_METRICS(
      "experiment_key",
      "epoch",
      "metric_key",
      "metric_version",
      "dimension",
      "segment",
      "variant_key",
      "is_mature",
      "as_of",
      "revision"),
  METRIC_RESULTS(
      "experiment_key",
      "metric_key",
      "metric_version",
      "dimension",
      "segment",
      "treatment_key",
      "is_mature",
      "as_of",
      "revision"),
  SRM_CHECKS("experiment_key", "epoch", "dimension", "segment", "as_of", "revision"),
  ENROLLMENTS("experiment_key", "unit_type", "unit_id", "enrollment_version", "revision"),
  EXPERIMENT_HEALTH("job", "experiment_key", "variant_key", "as_of", "revision"),
  JOB_PROGRESS("job", "as_of", "revision"),
  ALERTS("alert_id", "sequence", "revision"),
  REJECTED_EVENTS(
      "job", "topic", "kafka_partition", "kafka_offset", "record_index", "as_of", "revision"),
  EXPOSURE_EVENTS("topic", "kafka_partition", "kafka_offset"),
  METRIC_EVENTS("topic", "kafka_partition", "kafka_offset"),
  CONFIG_CHANGES("topic", "kafka_partition", "kafka_offset"),
  EXPERIMENT_VERSIONS("experiment_key", "version"),
  METRIC_VERSIONS("metric_key", "metric_version", "committed_at"),
  NOTES("note_id", "note_revision");

  /** The Iceberg namespace, and SQL database, of every table. */
  public static final String NAMESPACE = "experiments";

  private final String tableName = name().toLowerCase(Locale.ROOT);
  private final List<String> grain;
  private final Schema schema;

  Table(String... grain) {
    this.grain = List.of(grain);
    this.schema = load("/io/plumbline/v1/tables/" + tableName + ".avsc");
  }

  public String tableName() {
    return tableName;
  }

  /** The record of one row; the order of its fields is the order of the columns. */
  public Schema schema() {
    return schema;
  }

  /** The columns that identify a row. */
  public List<String> grain() {
    return grain;
  }

  public boolean hasColumn(String column) {
    return schema.getField(column) != null;
  }

  /**
   * @throws IllegalArgumentException when no table has this name; the message lists those that
   *     exist
   */
  public static Table named(String tableName) {
    return Arrays.stream(values())
        .filter(table -> table.tableName.equals(tableName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no table " + tableName + "; the tables are " + tableNames()));
  }

  private static List<String> tableNames() {
    return Arrays.stream(values()).map(Table::tableName).toList();
  }

  private static Schema load(String resource) {
    try (InputStream in = Table.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + resource);
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
