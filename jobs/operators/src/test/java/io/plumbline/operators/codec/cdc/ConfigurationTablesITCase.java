package io.plumbline.operators.codec.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** The files of {@code sql/postgres} in a real Postgres: what they refuse, and who may do what. */
class ConfigurationTablesITCase {
  private static final Path FILES = Path.of("..", "..", "sql", "postgres");

  /** One running experiment with all its parts. */
  private static final String GATE =
      """
      INSERT INTO experiments (key, status, started_at) VALUES ('gate', 'running', '2024-01-01Z');
      INSERT INTO variants (experiment_key, key, is_control)
        VALUES ('gate', 'a', true), ('gate', 'b', false);
      INSERT INTO allocations VALUES ('gate', '2024-01-01Z', '{"a": 1, "b": 0.5}');
      INSERT INTO metrics (key, kind, event_name, attribution_window)
        VALUES ('rounds', 'sum', 'rounds', '7 days');
      INSERT INTO experiment_metrics (experiment_key, metric_key, role)
        VALUES ('gate', 'rounds', 'primary');
      INSERT INTO notes (experiment_key, author, body) VALUES ('gate', 'ann', 'begun');
      """;

  private static EmbeddedPostgres postgres;
  private Connection connection;

  @BeforeAll
  static void start() throws IOException, SQLException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("wal_level", "logical")
            // What is not written yet is not decoded.
            .setServerConfig("synchronous_commit", "on")
            .start();
    try (Connection owner = postgres.getPostgresDatabase().getConnection();
        Statement statement = owner.createStatement()) {
      for (Path file : files()) {
        owner.setAutoCommit(false);
        statement.execute(Files.readString(file));
        owner.commit();
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = postgres.getPostgresDatabase().getConnection();
    connection.setAutoCommit(false);
    execute("SET search_path = experimentation");
  }

  @AfterEach
  void rollBack() throws SQLException {
    connection.rollback();
    connection.close();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** With what is otherwise checked at the commit. */
  private void executeAndCheck(String sql) throws SQLException {
    execute("SET CONSTRAINTS ALL DEFERRED");
    execute(sql);
    execute("SET CONSTRAINTS ALL IMMEDIATE");
  }

  private List<String> rows(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          cells.add(result.getString(i));
        }
        rows.add(String.join(" ", cells));
      }
      return rows;
    }
  }

  private String refusal(String sql) throws SQLException {
    try {
      executeAndCheck(sql);
      return null;
    } catch (PSQLException e) {
      return e.getServerErrorMessage().getConstraint();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE experiments SET name = 'Gate', dimensions = '{country, plan}', alpha = 0.1",
        "UPDATE experiments SET stopped_at = '2099-12-31 23:59Z', status = 'stopped'",
        "INSERT INTO experiments (key) VALUES ('a draft of its own: ünïcode/ok')",
        "INSERT INTO variants VALUES ('gate', 'c')",
        "INSERT INTO allocations VALUES ('gate', '2024-02-01Z', '{\"a\": 0, \"b\": 3}', 0)",
        "UPDATE variants SET is_control = false; UPDATE variants SET is_control = key = 'b'",
        "UPDATE variants SET key = 'c' WHERE key = 'b';"
            + " UPDATE allocations SET weights = '{\"a\": 1, \"c\": 1}'",
        "UPDATE metrics SET delay = '1 day 02:00', cap_lower = -1.5, cap_upper = 3000",
        "UPDATE metrics SET attribution_window = NULL, event_filter = '{\"plan\": \"pro\"}'",
        "DELETE FROM experiments",
      })
  void isAccepted(String change) throws SQLException {
    execute(GATE);

    assertThatCode(() -> executeAndCheck(change)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key = ''                         | key_is_1_to_200_printable_characters_without_leading___",
        "key = ' gate'                    | key_is_1_to_200_printable_characters_without_leading___",
        "key = '__heartbeat'              | key_is_1_to_200_printable_characters_without_leading___",
        "key = E'ga\\nte'                 | key_is_1_to_200_printable_characters_without_leading___",
        "key = E'ga\\u0085te'             | key_is_1_to_200_printable_characters_without_leading___",
        "key = repeat('x', 201)           | key_is_1_to_200_printable_characters_without_leading___",
        "kind = 'test'                    | kind_is_experiment_or_flag",
        "status = 'paused'                | status_is_draft_running_or_stopped",
        "started_at = 'infinity'          | started_at_is_in_2000_to_2099",
        "started_at = '-infinity'         | started_at_is_in_2000_to_2099",
        "started_at = '1999-12-31 23:59Z' | started_at_is_in_2000_to_2099",
        "stopped_at = 'infinity'          | stopped_at_is_in_2000_to_2099",
        "stopped_at = '2024-01-01Z'       | stopped_at_is_after_started_at",
        "hash_version = 'md5'             | hash_version_is_sha256_growthbook_1_or_growthbook_2",
        "alpha = 0                        | alpha_is_between_0_and_1",
        "alpha = 1                        | alpha_is_between_0_and_1",
        "alpha = 'NaN'                    | alpha_is_between_0_and_1",
        "srm_alpha = 'Infinity'           | srm_alpha_is_between_0_and_1",
        "planned_units = 0                | planned_units_is_1_or_more",
        "crossover_policy = 'drop'        | crossover_policy_is_first_exposure_or_exclude",
        "unit_type = ''                   | unit_type_is_a_name",
        "dimensions = '{a,a}'    | dimensions_are_names_each_once_but_for_all_day_hour_of_day",
        "dimensions = '{a,NULL}' | dimensions_are_names_each_once_but_for_all_day_hour_of_day",
        "dimensions = '{{a,b}}'  | dimensions_are_names_each_once_but_for_all_day_hour_of_day",
        "dimensions = '{day}'    | dimensions_are_names_each_once_but_for_all_day_hour_of_day",
      })
  void anExperimentIsRefused(String assignment, String constraint) throws SQLException {
    execute(GATE);

    assertThat(refusal("UPDATE experiments SET " + assignment)).isEqualTo(constraint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1, 1]",
        "{\"a\": 0, \"b\": 0}",
        "{\"a\": 1, \"b\": -1}",
        "{\"a\": 1, \"b\": \"NaN\"}",
        "{\"a\": 1, \"b\": \"1\"}",
        "{\"a\": 1, \"b\": null}",
        "{\"a\": 1, \"b\": true}",
        "{\"a\": 1, \"b\": 1e400}",
        "{\"a\": 1, \"b\": 1e-400}",
      })
  void weightsAreRefused(String weights) throws SQLException {
    execute(GATE);

    assertThat(refusal("UPDATE allocations SET weights = '" + weights + "'"))
        .isEqualTo("weights_are_numbers_of_0_or_1e_9_to_1e9_and_one_is_above_0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE allocations SET effective_at = 'infinity' | effective_at_is_in_2000_to_2099",
        "UPDATE allocations SET traffic = 1.01            | traffic_is_0_to_1",
        "UPDATE allocations SET traffic = 'NaN'           | traffic_is_0_to_1",
        "UPDATE allocations SET weights = '{\"a\": 1, \"z\": 1}'   | weights_name_variants",
        "DELETE FROM variants WHERE key = 'b'                      | weights_name_variants",
        "UPDATE variants SET is_control = true        | variants_have_one_control_per_experiment",
        "UPDATE variants SET is_control = false       | one_variant_is_the_control_unless_draft",
        "DELETE FROM variants WHERE key = 'b'; UPDATE allocations SET weights = '{\"a\": 1}'"
            + " | two_or_more_variants_unless_draft",
        "DELETE FROM allocations     | an_allocation_is_in_force_at_started_at_unless_draft",
        "UPDATE allocations SET effective_at = '2024-01-02Z'"
            + " | an_allocation_is_in_force_at_started_at_unless_draft",
        "INSERT INTO experiments (key, status) VALUES ('empty', 'running')"
            + " | one_variant_is_the_control_unless_draft",
        "UPDATE experiment_metrics SET role = 'main'      | role_is_primary_secondary_or_guardrail",
        "UPDATE experiment_metrics SET margin = 0         | margin_is_finite_and_above_0",
        "UPDATE experiment_metrics SET margin = 'NaN'     | margin_is_finite_and_above_0",
        "UPDATE experiment_metrics SET mde = 'Infinity'   | mde_is_finite_and_above_0",
        "UPDATE experiment_metrics SET metric_key = 'x'   | experiment_metrics_metric_key_fkey",
        "DELETE FROM metrics                              | experiment_metrics_metric_key_fkey",
        "UPDATE notes SET kind = 'rumour'                 | kind_is_comment_decision_or_learning",
        "UPDATE notes SET action = 'delete'      | action_is_none_acknowledge_or_reset_srm",
        "UPDATE notes SET created_at = 'infinity'         | created_at_is_in_2000_to_2099",
        "INSERT INTO heartbeats VALUES (2)                | id_is_1",
      })
  void partsAreRefused(String change, String constraint) throws SQLException {
    execute(GATE);

    assertThat(refusal(change)).isEqualTo(constraint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version = 0                    | version_never_goes_down",
        "kind = 'median'  | kind_is_conversion_count_sum_retention_ratio_quantile_or_funnel",
        "kind = 'ratio'                 | denominator_event_name_is_there_for_a_ratio",
        "kind = 'quantile'              | quantile_is_there_for_a_quantile",
        "kind = 'funnel'                | steps_are_there_for_a_funnel",
        "event_name = ''                | event_name_is_a_name",
        "event_filter = '[]'            | event_filter_is_an_object_of_texts",
        "event_filter = '{\"a\": 1}'    | event_filter_is_an_object_of_texts",
        "decimals = 7                   | decimals_is_0_to_6",
        "delay = '-1 day'               | delay_is_of_days_and_less_and_not_negative",
        "delay = '1 month'              | delay_is_of_days_and_less_and_not_negative",
        "delay = '10 years'             | delay_is_of_days_and_less_and_not_negative",
        "delay = '1 microsecond'        | delay_is_of_days_and_less_and_not_negative",
        "attribution_window = '0'       | attribution_window_is_of_days_and_less_and_above_0",
        "attribution_window = '1 month' | attribution_window_is_of_days_and_less_and_above_0",
        "cap_lower = '-Infinity'        | cap_lower_is_finite",
        "cap_upper = 'NaN'              | cap_upper_is_finite",
        "cap_lower = 2, cap_upper = 1   | cap_lower_is_at_most_cap_upper",
        "covariate_days = 0             | covariate_days_is_1_to_365",
        "quantile = 1                   | quantile_is_between_0_and_1",
        "steps = '{a}'                  | steps_are_names_of_events_two_or_more",
        "default_for = '{user,user}'    | default_for_are_unit_types_each_once",
      })
  void aMetricIsRefused(String assignment, String constraint) throws SQLException {
    execute(GATE);

    assertThat(refusal("UPDATE metrics SET " + assignment)).isEqualTo(constraint);
  }

  @Test
  void aMetricsVersionCountsItsDefinitions() throws SQLException {
    execute(GATE);

    execute("UPDATE metrics SET description = 'words', default_for = '{user}', decimals = 6");
    assertThat(rows("SELECT version FROM metrics")).containsExactly("1");
    execute("UPDATE metrics SET cap_upper = 3000");
    assertThat(rows("SELECT version FROM metrics")).containsExactly("2");
    execute("UPDATE metrics SET cap_upper = 2000, version = 7");
    assertThat(rows("SELECT version FROM metrics")).containsExactly("7");
  }

  @Test
  void timesFollowFromTheStatus() throws SQLException {
    execute(GATE);
    execute("INSERT INTO experiments (key, updated_at) VALUES ('draft', '2001-01-01Z')");
    execute("INSERT INTO experiments (key, status) VALUES ('at once', 'stopped')");
    execute("UPDATE experiments SET status = 'stopped' WHERE key = 'gate'");

    assertThat(
            rows(
                "SELECT key, started_at IS NOT NULL, stopped_at IS NOT NULL, updated_at = now()"
                    + " FROM experiments ORDER BY key"))
        .containsExactly("at once t t t", "draft f f t", "gate t t t");
  }

  @Test
  void everyTableIsCapturedWholeAndEverythingIsCommented() throws SQLException {
    List<String> tables =
        rows("SELECT tablename FROM pg_tables WHERE schemaname = 'experimentation'");

    assertThat(tables)
        .containsExactlyInAnyOrder(
            "experiments",
            "variants",
            "allocations",
            "metrics",
            "experiment_metrics",
            "notes",
            "heartbeats");
    assertThat(rows("SELECT tablename FROM pg_publication_tables WHERE pubname = 'plumbline'"))
        .containsExactlyInAnyOrderElementsOf(tables);
    assertThat(
            rows(
                "SELECT relname FROM pg_class WHERE relnamespace = 'experimentation'::regnamespace"
                    + " AND relkind = 'r' AND relreplident <> 'f'"))
        .isEmpty();
    assertThat(
            rows(
                "SELECT relname, coalesce(attname, 'itself') FROM pg_class AS c"
                    + " LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid"
                    + " AND a.attnum > 0 AND NOT a.attisdropped"
                    + " WHERE relnamespace = 'experimentation'::regnamespace AND relkind = 'r'"
                    + " AND (col_description(c.oid, a.attnum) IS NULL"
                    + " OR obj_description(c.oid, 'pg_class') IS NULL)"))
        .isEmpty();
  }

  @Test
  void theConnectorReadsAllAndWritesOnlyTheHeartbeat() throws SQLException {
    try (Connection cdc = postgres.getDatabase("plumbline_cdc", "postgres").getConnection();
        Statement statement = cdc.createStatement()) {
      statement.execute("SELECT pg_create_logical_replication_slot('plumbline_test', 'pgoutput')");
      statement.execute("SELECT * FROM experimentation.experiments");
      assertThat(
              statement.executeUpdate(
                  "UPDATE experimentation.heartbeats SET beat_at = now() WHERE id = 1"))
          .isEqualTo(1);
      for (String forbidden :
          List.of(
              "UPDATE experimentation.heartbeats SET id = 1",
              "DELETE FROM experimentation.heartbeats",
              "INSERT INTO experimentation.heartbeats VALUES (1)",
              "UPDATE experimentation.experiments SET name = 'x'",
              "INSERT INTO experimentation.notes (experiment_key, author) VALUES ('gate', 'x')",
              "TRUNCATE experimentation.variants",
              "CREATE TABLE experimentation.x (id int)",
              "CREATE PUBLICATION x FOR TABLE experimentation.variants")) {
        assertThatCode(() -> statement.execute(forbidden))
            .as(forbidden)
            .isInstanceOf(PSQLException.class)
            .hasFieldOrPropertyWithValue("SQLState", "42501");
      }
      try (ResultSet changes =
          statement.executeQuery(
              "SELECT count(*) FROM pg_logical_slot_get_binary_changes('plumbline_test', NULL,"
                  + " NULL, 'proto_version', '1', 'publication_names', 'plumbline')")) {
        changes.next();
        // Begin, table, update, commit.
        assertThat(changes.getInt(1)).isEqualTo(4);
      }
      statement.execute("SELECT pg_drop_replication_slot('plumbline_test')");
    }
  }

  @Test
  void anEditorSetsUpAnExperiment() throws SQLException {
    execute("SET ROLE plumbline_editor");
    executeAndCheck(GATE);

    assertThat(rows("SELECT key FROM experiments")).containsExactly("gate");
  }
}
