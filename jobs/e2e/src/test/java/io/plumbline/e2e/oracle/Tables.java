package io.plumbline.e2e.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables the oracle fills: columns that are compared, and each table's grain. */
final class Tables {

  static final String ENROLLMENTS = "enrollments";
  static final String SRM_CHECKS = "srm_checks";
  static final String EXPERIMENT_HEALTH = "experiment_health";
  static final String JOB_PROGRESS = "job_progress";
  static final String REJECTED_EVENTS = "rejected_events";
  static final String VARIANT_METRICS = "variant_metrics";
  static final String METRIC_RESULTS = "metric_results";
  static final String ALERTS = "alerts";

  /** Not a table, see {@link Oracle#UNPUBLISHED_RESULTS}. */
  static final String UNPUBLISHED_RESULTS = "unpublished metric_results";

  private static final Map<String, List<String>> COLUMNS =
      Map.of(
          ENROLLMENTS,
          columns(
              "experiment_key unit_type unit_id enrollment_version variant_key enrolled_at epoch"
                  + " attributes crossover_at crossover_variant_key expected_variant_key"
                  + " visible_at revision"),
          SRM_CHECKS,
          columns(
              "experiment_key epoch dimension segment as_of revision observed expected units"
                  + " log_e_value log_e_alarm anytime_p_value chi_squared chi_squared_df"
                  + " chi_squared_p e_bh_rejected status diagnosis suspects"),
          EXPERIMENT_HEALTH,
          columns(
              "job experiment_key variant_key as_of revision units expected_units exposures"
                  + " crossovers rejected duplicates late assignment_mismatches excluded_units"
                  + " crossovers_to log_e_values"),
          JOB_PROGRESS,
          columns(
              "job as_of revision read applied pending unmatched duplicates rejected"
                  + " rejected_total"),
          REJECTED_EVENTS,
          columns(
              "job as_of revision reason kafka_partition record_index experiment_key variant_key"
                  + " unit_id event_name event_time payload"),
          VARIANT_METRICS,
          columns(
              "experiment_key epoch metric_key metric_version dimension segment variant_key"
                  + " is_mature as_of revision units nonzero_units events duplicates sum_y sum_d"
                  + " sum_x m2_y m2_d m2_x m2_yd m2_xy sum_y2 sum_d2 sum_x2 sum_yd sum_xy"
                  + " exact_sums history_from"),
          METRIC_RESULTS,
          columns(
              "experiment_key metric_key metric_version dimension segment control_key"
                  + " treatment_key is_mature as_of revision role status control_units"
                  + " treatment_units control_mean treatment_mean difference difference_se"
                  + " difference_df difference_lower difference_upper difference_p_value lift"
                  + " lift_se lift_lower lift_upper lift_p_value lift_reliable"
                  + " anytime_difference_lower anytime_difference_upper"
                  + " anytime_difference_p_value anytime_log_e_value"
                  + " anytime_difference_running_lower anytime_difference_running_upper"
                  + " anytime_lift_lower anytime_lift_upper anytime_lift_p_value"
                  + " adjusted_p_value guardrail_status alpha verdict history_from"),
          ALERTS,
          columns(
              "job alert_id sequence alert_type severity status resolution experiment_key as_of"
                  + " first_as_of row_table epoch dimension segment observed expected units"
                  + " log_e_value log_e_alarm anytime_p_value chi_squared_p suspects revision"));

  private static final Map<String, List<String>> GRAINS =
      Map.of(
          ENROLLMENTS, columns("experiment_key unit_type unit_id enrollment_version"),
          SRM_CHECKS, columns("experiment_key epoch dimension segment as_of"),
          EXPERIMENT_HEALTH, columns("job experiment_key variant_key as_of"),
          JOB_PROGRESS, columns("job as_of"),
          // a rejected record has no key of its own: rows that agree in these are paired in order
          REJECTED_EVENTS,
              columns("job as_of reason experiment_key variant_key unit_id event_name event_time"),
          VARIANT_METRICS,
              columns(
                  "experiment_key epoch metric_key metric_version dimension segment variant_key"
                      + " is_mature as_of"),
          METRIC_RESULTS,
              columns(
                  "experiment_key metric_key metric_version dimension segment treatment_key"
                      + " is_mature as_of"),
          ALERTS, columns("alert_id sequence"));

  private static final List<String> REJECTED_WITH_POSITIONS =
      columns(
          "job as_of revision reason kafka_partition record_index experiment_key variant_key"
              + " unit_id event_name event_time topic kafka_offset");

  private static final List<String> POSITION =
      columns("job topic kafka_partition kafka_offset record_index");

  private final Map<String, List<Map<String, Object>>> rows = new LinkedHashMap<>();
  private final boolean withPositions;

  /**
   * @param withPositions true of topics; in files the place of a record means nothing
   */
  Tables(boolean withPositions) {
    this.withPositions = withPositions;
    for (String table :
        List.of(
            ENROLLMENTS,
            SRM_CHECKS,
            EXPERIMENT_HEALTH,
            JOB_PROGRESS,
            REJECTED_EVENTS,
            VARIANT_METRICS,
            METRIC_RESULTS,
            ALERTS,
            UNPUBLISHED_RESULTS)) {
      rows.put(table, new ArrayList<>());
    }
  }

  static List<String> columnsOf(String table) {
    return COLUMNS.get(stored(table));
  }

  private static String stored(String table) {
    return table.equals(UNPUBLISHED_RESULTS) ? METRIC_RESULTS : table;
  }

  /** Of rejected records their places, where the rows have them. */
  static List<String> grainOf(String table, List<? extends Map<String, Object>> rows) {
    if (table.equals(REJECTED_EVENTS) && rows.stream().anyMatch(r -> r.containsKey("topic"))) {
      return POSITION;
    }
    List<String> grain = GRAINS.get(stored(table));
    if (grain == null) {
      throw new IllegalArgumentException("no such table: " + table);
    }
    return grain;
  }

  Row add(String table, Object... values) {
    boolean rejected = table.equals(REJECTED_EVENTS) && withPositions;
    Row row = new Row(rejected ? REJECTED_WITH_POSITIONS : columnsOf(table), values);
    rows.get(table).add(row);
    return row;
  }

  /** An alert that is about no split. */
  void addAlert(
      String job,
      String id,
      int sequence,
      String type,
      String severity,
      String status,
      String resolution,
      String experiment,
      Instant asOf,
      Instant firstAsOf,
      String rowTable) {
    add(
        ALERTS,
        job,
        id,
        sequence,
        type,
        severity,
        status,
        resolution,
        experiment,
        asOf,
        firstAsOf,
        rowTable,
        null,
        null,
        null,
        Map.of(),
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        0);
  }

  /** Whether rejected records are known by where they stood, and not by their text. */
  boolean withPositions() {
    return withPositions;
  }

  Map<String, List<Map<String, Object>>> rows() {
    return rows;
  }

  /** An alert that no row of a table caused; a column that is not given is not there. */
  void addAlert(Map<String, Object> values) {
    Map<String, Object> notThere =
        Map.of("observed", Map.of(), "expected", Map.of(), "suspects", List.of(), "revision", 0);
    add(
        ALERTS,
        columnsOf(ALERTS).stream()
            .map(column -> values.getOrDefault(column, notThere.get(column)))
            .toArray());
  }

  private static List<String> columns(String names) {
    return List.of(names.split(" "));
  }
}
