package io.plumbline.local.sql;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.TableSetup;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.operators.codec.RowBuilder;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.flink.sink.RowDataTaskWriterFactory;
import org.apache.iceberg.io.TaskWriter;

/**
 * A small warehouse: the experiment gate (gate_30, gate_40) at two ticks, the second of them
 * corrected by a backfill, and an experiment with a broken split.
 */
final class Fixture {
  static final long MIDNIGHT = 1_704_067_200_000L;

  private static final List<Object> SUSPECT =
      Arrays.asList(
          "LOCALISED",
          "os",
          "old",
          "gate_40",
          4492.0,
          0.5,
          null,
          7.5,
          "2024-01-02",
          "old (os) lost");
  private static final long HOUR = 3_600_000L;
  private static final long DAY = 24 * HOUR;

  private Fixture() {}

  static void write(Path folder) throws IOException {
    CatalogConfig config = CatalogConfig.embedded(folder);
    TableSetup.prepare(config, EnumSet.allOf(Table.class));
    try (Warehouse warehouse = Warehouse.open(config)) {
      for (boolean mature : new boolean[] {false, true}) {
        append(
            warehouse,
            Table.VARIANT_METRICS,
            metrics("gate_30", mature, DAY, 0, 3, "2", 2.0 / 3),
            metrics("gate_40", mature, DAY, 0, 2, "2", 0.0),
            metrics("gate_30", mature, 2 * DAY, 0, 9, "9", 9.9),
            metrics("gate_30", mature, 2 * DAY, 1, 4, "2.5", 1.25),
            metrics("gate_40", mature, 2 * DAY, 0, 4, "3", 0.75));
      }
      append(
          warehouse,
          Table.METRIC_RESULTS,
          results(DAY, 0, null),
          results(2 * DAY, 0, -0.1),
          results(2 * DAY, 1, 0.2));
      append(
          warehouse,
          Table.SRM_CHECKS,
          check("gate", null, DAY, 5, "HEALTHY", 1.0),
          check("gate", null, 2 * DAY, 8, "HEALTHY", 1.0),
          check("gate", 0, 2 * DAY, 8, "HEALTHY", 1.0),
          check("lossy", null, 2 * DAY, 9000, "ESCALATED", 1e-7));
      append(
          warehouse,
          Table.ENROLLMENTS,
          enrollment("u1", 1, "gate_30", HOUR, null),
          enrollment("u1", 2, "gate_30", HOUR, 5 * HOUR),
          enrollment("u2", 1, "gate_40", 2 * HOUR, null),
          enrollment("u3", 1, "gate_30", DAY + HOUR, null));
      append(
          warehouse,
          Table.EXPERIMENT_HEALTH,
          health("srm", "gate_30", DAY, 3),
          health("srm", "gate_30", 2 * DAY, 4),
          health("srm", null, 2 * DAY, 0),
          health("metrics", "gate_30", 2 * DAY, 4));
      append(
          warehouse,
          Table.JOB_PROGRESS,
          progress("srm", DAY, 10),
          progress("srm", 2 * DAY, 20),
          progress("metrics", 2 * DAY, 50));
      append(
          warehouse,
          Table.ALERTS,
          alert("lossy", 1, "WARNED", DAY),
          alert("lossy", 2, "OPENED", 2 * DAY),
          alert("gate", 1, "WARNED", DAY));
      append(
          warehouse,
          Table.REJECTED_EVENTS,
          reject("srm", "UNKNOWN_EXPERIMENT", "gaet", "no experiment gaet", 1),
          reject("srm", "UNKNOWN_EXPERIMENT", "gaet", "no experiment gaet", 2),
          reject("metrics", "MALFORMED", null, "no event_time", 3));
      append(
          warehouse,
          Table.EXPERIMENT_VERSIONS,
          version(1, "Gate", "running", DAY),
          version(2, "Gate at level 40", "stopped", 2 * DAY));
      append(
          warehouse,
          Table.NOTES,
          note("1", 1, "gate", "learning", "Later gates are worse.", DAY, false),
          note("1", 2, "gate", "learning", "Later gates cost players on day 1.", DAY, false),
          note("2", 1, "gate", "learning", "Mistaken.", DAY, false),
          note("2", 2, "gate", "learning", "Mistaken.", DAY, true),
          note("3", 1, "gate", "decision", "Look for another week.", DAY, false),
          note("4", 1, "gate", "decision", "Stay at level 30.", 2 * DAY, false),
          note("5", 1, "gate", "decision", "Taken back.", 3 * DAY, true),
          note("6", 1, "gate", "comment", "How nice.", 3 * DAY, false),
          note("7", 1, "elsewhere", "learning", "Nothing is known of it.", null, false));
    }
  }

  private static RowData version(int version, String name, String status, long committedAt) {
    return RowBuilder.of(Table.EXPERIMENT_VERSIONS)
        .put("experiment_key", "gate")
        .put("version", version)
        .put("kind", "experiment")
        .put("name", name)
        .put("owner", "ann")
        .put("hypothesis", "A later gate keeps players")
        .put("status", status)
        .putTime("valid_from", MIDNIGHT + committedAt)
        .put("is_valid", true)
        .put(
            "document",
            """
            {"experiment": {"alpha": 0.05, "planned_units": 5000, "variants": [
               {"key": "gate_30", "is_control": true}, {"key": "gate_40", "is_control": false}]},
             "metrics": [{"role": "primary", "metric": {"key": "retention_1", "version": 1,
               "kind": "retention", "higher_is_better": true}}]}\
            """)
        .putTime("committed_at", MIDNIGHT + committedAt)
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static RowData note(
      String id,
      int revision,
      String experiment,
      String kind,
      String body,
      Long createdAt,
      boolean isDeleted) {
    return RowBuilder.of(Table.NOTES)
        .put("note_id", id)
        .put("note_revision", revision)
        .put("experiment_key", experiment)
        .put("author", "ann")
        .put("kind", kind)
        .put("action", "none")
        .put("body", body)
        .putTime("created_at", createdAt == null ? null : MIDNIGHT + createdAt)
        .put("is_deleted", isDeleted)
        .putTime("committed_at", MIDNIGHT + DAY)
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static RowData metrics(
      String variant, boolean mature, long asOf, int revision, int units, String sum, double m2) {
    return RowBuilder.of(Table.VARIANT_METRICS)
        .put("experiment_key", "gate")
        .put("epoch", 0)
        .put("metric_key", "retention_1")
        .put("metric_version", 1)
        .put("dimension", "all")
        .put("segment", "all")
        .put("variant_key", variant)
        .put("is_mature", mature)
        .putTime("as_of", MIDNIGHT + asOf)
        .put("revision", revision)
        .put("units", units)
        .put("nonzero_units", 2L)
        .put("events", 5L)
        .put("duplicates", 0L)
        .put("is_settling", false)
        .put("planned_weight", 1L)
        .put("sum_y", new BigDecimal(sum))
        .put("m2_y", m2)
        .put("exact_sums", Map.of("sum_y", sum))
        .put("config_version", "c1")
        .putTime("history_from", MIDNIGHT)
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static RowData results(long asOf, int revision, Double lift) {
    return RowBuilder.of(Table.METRIC_RESULTS)
        .put("experiment_key", "gate")
        .put("metric_key", "retention_1")
        .put("metric_version", 1)
        .put("dimension", "all")
        .put("segment", "all")
        .put("control_key", "gate_30")
        .put("treatment_key", "gate_40")
        .put("is_mature", true)
        .putTime("as_of", MIDNIGHT + asOf)
        .put("revision", revision)
        .put("role", "primary")
        .put("status", lift == null ? "INSUFFICIENT" : "OK")
        .put("control_units", 4L)
        .put("treatment_units", 4L)
        .put("control_mean", 0.625)
        .put("treatment_mean", 0.75)
        .put("lift", lift)
        .put("lift_lower", lift == null ? null : lift - 0.5)
        .put("lift_upper", lift == null ? null : lift + 0.5)
        .put("difference_p_value", lift == null ? null : 0.625)
        .put("alpha", 0.05)
        .put("verdict", "KEEP_RUNNING")
        .put("verdict_reason", "the interval still holds 0, \"wide\" as it is")
        .put("config_version", "c1")
        .putTime("history_from", MIDNIGHT)
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static RowData check(
      String experiment, Integer epoch, long asOf, int units, String status, double p) {
    return RowBuilder.of(Table.SRM_CHECKS)
        .put("experiment_key", experiment)
        .put("epoch", epoch)
        .put("dimension", "all")
        .put("segment", "all")
        .putTime("as_of", MIDNIGHT + asOf)
        .put("revision", 0)
        .put("observed", Map.of("gate_30", units - 4L, "gate_40", 4L))
        .put("expected", Map.of("gate_30", units / 2.0, "gate_40", units / 2.0))
        .put("units", units)
        .put("log_e_value", 0.25)
        .put("log_e_alarm", epoch == null ? 0.125 : null)
        .put("anytime_p_value", p)
        .put("status", status)
        .put("diagnosis", epoch != null ? null : status.equals("HEALTHY") ? "CLEAN" : "LOCALISED")
        .put(
            "suspects",
            epoch != null ? null : status.equals("HEALTHY") ? List.of() : List.of(SUSPECT))
        .put("config_version", "c1")
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static RowData enrollment(
      String unit, int version, String variant, long enrolledAt, Long crossoverAt) {
    return RowBuilder.of(Table.ENROLLMENTS)
        .put("experiment_key", "gate")
        .put("unit_type", "user")
        .put("unit_id", unit)
        .put("enrollment_version", version)
        .put("variant_key", variant)
        .putTime("enrolled_at", MIDNIGHT + enrolledAt)
        .put("epoch", 0)
        .put("attributes", Map.of("country", "DE"))
        .putTime("crossover_at", crossoverAt == null ? null : MIDNIGHT + crossoverAt)
        .put("crossover_variant_key", crossoverAt == null ? null : "gate_40")
        .putTime("visible_at", MIDNIGHT + (crossoverAt == null ? enrolledAt : crossoverAt))
        .put("revision", 0)
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static RowData health(String job, String variant, long asOf, int units) {
    return RowBuilder.of(Table.EXPERIMENT_HEALTH)
        .put("job", job)
        .put("experiment_key", "gate")
        .put("variant_key", variant)
        .putTime("as_of", MIDNIGHT + asOf)
        .put("revision", 0)
        .put("units", units)
        .put("exposures", units)
        .put("crossovers", 0)
        .put("rejected", Map.of("OUTSIDE_EXPERIMENT", 1L))
        .put("duplicates", 0)
        .put("late", 0)
        .put("excluded_units", Map.of("TOO_LATE", 1L))
        .put("crossovers_to", Map.of())
        .put("log_e_values", Map.of("EXCLUSION_IMBALANCE:TOO_LATE", 0.5))
        .put("config_version", "c1")
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static RowData alert(String experiment, int sequence, String status, long asOf) {
    return RowBuilder.of(Table.ALERTS)
        .put("job", "srm")
        .put("alert_id", "srm-" + experiment + "-0")
        .put("sequence", sequence)
        .put("alert_type", "SRM")
        .put("severity", "critical")
        .put("status", status)
        .put("experiment_key", experiment)
        .put("summary", "units are missing")
        .put("recommended_action", "look")
        .putTime("as_of", MIDNIGHT + asOf)
        .putTime("first_as_of", MIDNIGHT + DAY)
        .put("config_version", "c1")
        .put("row_table", "srm_checks")
        .put("row_key", "{}")
        .put("dimension", "all")
        .put("segment", "all")
        .put("observed", Map.of("a", 3L))
        .put("expected", Map.of("a", 4.5))
        .put("units", 9)
        .put("log_e_value", 0.25)
        .put("log_e_alarm", 7.5)
        .put("anytime_p_value", 0.001)
        .put("suspects", List.of(SUSPECT))
        .put("revision", 0)
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static RowData progress(String job, long asOf, long read) {
    return RowBuilder.of(Table.JOB_PROGRESS)
        .put("job", job)
        .putTime("as_of", MIDNIGHT + asOf)
        .put("revision", 0)
        .put("read", read)
        .put("applied", read - 6)
        .put("pending", 0)
        .put("unmatched", 3)
        .put("duplicates", 1)
        .put("rejected", Map.of("MALFORMED", 2L))
        .put("rejected_total", 2)
        .put("positions", Map.of("a.csv", read))
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static RowData reject(
      String job, String reason, String experiment, String detail, long offset) {
    return RowBuilder.of(Table.REJECTED_EVENTS)
        .put("job", job)
        .putTime("as_of", MIDNIGHT + DAY)
        .put("revision", 0)
        .put("reason", reason)
        .put("detail", detail)
        .put("topic", "a.csv")
        .put("kafka_partition", 0)
        .put("kafka_offset", offset)
        .put("record_index", 0)
        .put("experiment_key", experiment)
        .putTime("published_at", MIDNIGHT)
        .build();
  }

  private static void append(Warehouse warehouse, Table table, RowData... rows) throws IOException {
    var loaded = warehouse.load(table).orElseThrow();
    RowDataTaskWriterFactory factory =
        new RowDataTaskWriterFactory(
            loaded,
            RowTypes.of(table),
            128L << 20,
            FileFormat.PARQUET,
            loaded.properties(),
            List.of(),
            false);
    factory.initialize(0, 0);
    try (TaskWriter<RowData> writer = factory.create()) {
      for (RowData row : rows) {
        writer.write(row);
      }
      AppendFiles append = loaded.newAppend();
      Arrays.stream(writer.complete().dataFiles()).forEach(append::appendFile);
      append.commit();
    }
  }
}
