package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.local.simulate.Simulation;
import io.plumbline.local.simulate.SimulationSettings;
import io.plumbline.schemas.Table;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive holds every record once, and published rows can be computed from it by plain SQL. */
class ArchiveE2E {
  private static final String EXPERIMENT = "search_ranking_v2";
  private static final String METRIC = "searches_2d";

  /** Open rows: units enrolled so far, their searches within two days of it, no id twice. */
  private static final String RECOMPUTED =
      """
      WITH enrolled AS (
        SELECT unit_id, variant_key, event_time AS enrolled_at
        FROM %1$s
        WHERE experiment_key = 'search_ranking_v2' AND unit_type = 'user'
          AND visible_at < TIMESTAMPTZ '%3$s'
          AND event_time >= TIMESTAMPTZ '%4$s'
          AND variant_key IN ('control', 'treatment')
        QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY event_time, exposure_id) = 1),
      searches AS (
        SELECT unit_id, event_time
        FROM %2$s
        WHERE event_name = 'search' AND visible_at < TIMESTAMPTZ '%3$s'
          AND (event_value IS NULL OR isfinite(event_value))
        QUALIFY row_number() OVER (PARTITION BY unit_id, event_id ORDER BY visible_at) = 1)
      SELECT variant_key, count(DISTINCT e.unit_id) AS units,
        count(s.unit_id) AS sum_y
      FROM enrolled e LEFT JOIN searches s
        ON s.unit_id = e.unit_id AND s.event_time >= enrolled_at
        AND s.event_time < enrolled_at + INTERVAL 2 DAY
      GROUP BY variant_key
      """;

  @TempDir Path folder;

  @Test
  void aSecondRunOverTheSameFilesDoesNotDoubleIt() throws Exception {
    Path input = folder.resolve("input");
    Simulation.write(SimulationSettings.of(6, 60).withDays(7), input);
    BoundedRun first = archiving(input).run();
    Map<String, Integer> sizes = archiveSizes(first);

    assertThatThrownBy(() -> archiving(input).run())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("already has an archive of these files in metric_events");
    assertThat(archiveSizes(archiving(input).replacing().run())).isEqualTo(sizes);
  }

  private BoundedRun archiving(Path input) {
    return BoundedRun.of(
            input.resolve(Simulation.CONFIGURATION_FILE),
            input.resolve(Simulation.EXPOSURES_FILE),
            input.resolve(Simulation.EVENTS_FILE),
            folder.resolve("warehouse"))
        .withArchive();
  }

  private static Map<String, Integer> archiveSizes(BoundedRun run) throws Exception {
    Map<String, List<Map<String, Object>>> tables = run.tables();
    return Map.of(
        "exposure_events", tables.get("exposure_events").size(),
        "metric_events", tables.get("metric_events").size());
  }

  @Test
  void publishedRowsCanBeComputedFromIt() throws Exception {
    Path input = folder.resolve("input");
    Simulation.write(SimulationSettings.of(5, 400).withDays(7), input);
    BoundedRun run = archiving(input).run();
    DuckDbReader reader = new DuckDbReader(run.catalog());
    Map<String, List<Map<String, Object>>> tables = run.tables();

    everyParseableRecordIsThereOnce(tables);
    Instant start = SimulationSettings.DEFAULT_STARTED_AT;
    for (int hours : new int[] {12, 30, 75, 140}) {
      Instant asOf = start.plusSeconds(3600L * hours);
      List<Map<String, Object>> recomputed =
          reader.query(
              RECOMPUTED.formatted(
                  reader.source(Table.EXPOSURE_EVENTS),
                  reader.source(Table.METRIC_EVENTS),
                  asOf,
                  start));
      assertThat(recomputed).as("as of %s", asOf).hasSize(2);
      for (Map<String, Object> row : recomputed) {
        Map<String, Object> published =
            publishedUntil(tables.get("variant_metrics"), row.get("variant_key"), asOf);
        assertThat(row.get("units")).as("units as of %s", asOf).isEqualTo(published.get("units"));
        assertThat(BigDecimal.valueOf((Long) row.get("sum_y")))
            .as("sum_y as of %s", asOf)
            .isEqualByComparingTo((BigDecimal) published.get("sum_y"));
      }
    }
  }

  private static void everyParseableRecordIsThereOnce(
      Map<String, List<Map<String, Object>>> tables) {
    Map<Object, Map<String, Object>> progress = new HashMap<>();
    for (Map<String, Object> row : tables.get("job_progress")) {
      progress.merge(
          row.get("job"),
          row,
          (a, b) -> ((Instant) a.get("as_of")).isAfter((Instant) b.get("as_of")) ? a : b);
    }
    long exposures = parseable(progress.get("srm"));
    assertThat(tables.get("exposure_events")).hasSize((int) exposures);
    assertThat(tables.get("metric_events"))
        .hasSize((int) (parseable(progress.get("metrics")) - exposures));
    for (String archive : List.of("exposure_events", "metric_events")) {
      assertThat(tables.get(archive))
          .extracting(row -> row.get("topic") + ":" + row.get("kafka_offset"))
          .doesNotHaveDuplicates();
      assertThat(tables.get(archive))
          .allSatisfy(row -> assertThat(row.get("visible_at")).isEqualTo(row.get("event_time")));
    }
  }

  private static long parseable(Map<String, Object> progress) {
    Object malformed = ((Map<?, ?>) progress.get("rejected")).get("MALFORMED");
    return (Long) progress.get("read") - (Long) malformed;
  }

  /** Rows are published where something changed: the last one not after the instant holds. */
  private static Map<String, Object> publishedUntil(
      List<Map<String, Object>> rows, Object variant, Instant asOf) {
    return rows.stream()
        .filter(row -> row.get("experiment_key").equals(EXPERIMENT))
        .filter(row -> row.get("metric_key").equals(METRIC))
        .filter(row -> row.get("segment").equals("all") && row.get("is_mature").equals(false))
        .filter(row -> row.get("variant_key").equals(variant))
        .filter(row -> !((Instant) row.get("as_of")).isAfter(asOf))
        .max(java.util.Comparator.comparing(row -> (Instant) row.get("as_of")))
        .orElseThrow();
  }
}
