package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.e2e.oracle.Oracle;
import io.plumbline.local.simulate.Simulation;
import io.plumbline.local.simulate.SimulationSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in, tables out, on a simulated product with all that can go wrong in one. */
class OracleE2E {
  @TempDir Path folder;

  @Test
  void everyRowAtEveryHourIsTheOracles() throws Exception {
    Map<String, List<Map<String, Object>>> tables =
        runAndCompare(SimulationSettings.of(7, 1_500).withDays(10), Duration.ofHours(1));
    everyRecordReadIsAccountedFor(tables.get("job_progress"));
    bothJobsCountTheSameUnits(tables.get("experiment_health"));
    rejectsSayWhereTheyStood(tables.get("rejected_events"));
    whatIsLeftOutOfOneArmIsFoundAndWhatIsEvenIsNot(tables);
  }

  @Test
  void soItIsWhereSegmentsAreNotPublishedAtEveryTick() throws Exception {
    Map<String, List<Map<String, Object>>> tables =
        runAndCompare(SimulationSettings.of(11, 400).withDays(7), Duration.ofMinutes(15));
    everyRecordReadIsAccountedFor(tables.get("job_progress"));
    bothJobsCountTheSameUnits(tables.get("experiment_health"));
    Recomputation.requireEstablished(tables.get("metric_results"));
    Recomputation.check(folder.resolve("warehouse"), tables.get("metric_results"));
  }

  private Map<String, List<Map<String, Object>>> runAndCompare(
      SimulationSettings settings, Duration tick) throws Exception {
    Path input = folder.resolve("input");
    Simulation.write(settings, input);
    Path configuration = input.resolve(Simulation.CONFIGURATION_FILE);
    Path exposures = input.resolve(Simulation.EXPOSURES_FILE);
    Path events = input.resolve(Simulation.EVENTS_FILE);
    Map<String, List<Map<String, Object>>> actual =
        BoundedRun.of(configuration, exposures, events, folder.resolve("warehouse"))
            .tick(tick)
            .run()
            .tables();
    Map<String, List<Map<String, Object>>> expected =
        Oracle.compute(Oracle.Input.of(configuration, exposures, events, tick));
    OracleAgreement.check(expected, actual);
    return actual;
  }

  private static void everyRecordReadIsAccountedFor(List<Map<String, Object>> progress) {
    assertThat(progress).extracting(row -> row.get("job")).contains("srm", "metrics");
    assertThat(progress)
        .allSatisfy(
            row -> {
              long judged = 0;
              for (String what :
                  List.of("applied", "unmatched", "duplicates", "rejected_total", "pending")) {
                judged += (Long) row.get(what);
              }
              assertThat(row).containsEntry("read", judged);
              assertThat(sum(row.get("rejected"))).isEqualTo(row.get("rejected_total"));
              assertThat(sum(row.get("positions"))).isEqualTo(row.get("read"));
            });
  }

  private static long sum(Object counts) {
    return ((Map<?, ?>) counts).values().stream().mapToLong(count -> (Long) count).sum();
  }

  private static void bothJobsCountTheSameUnits(List<Map<String, Object>> health) {
    Map<String, TreeMap<Object, Object>> units =
        Map.of("srm", new TreeMap<>(), "metrics", new TreeMap<>());
    for (Map<String, Object> row : health) {
      // the metrics job has rows of its own where only metric events were rejected
      Object units0 = units.get(row.get("job")).put(key(row), row.get("units"));
      assertThat(units0).isNull();
    }
    TreeMap<Object, Object> srm = units.get("srm");
    assertThat(srm).isNotEmpty();
    assertThat(units.get("metrics")).containsAllEntriesOf(srm);
  }

  private static void whatIsLeftOutOfOneArmIsFoundAndWhatIsEvenIsNot(
      Map<String, List<Map<String, Object>>> tables) {
    assertThat(tables.get("alerts"))
        .filteredOn(row -> row.get("experiment_key").equals("basket_saver"))
        .extracting(row -> row.get("job") + " " + row.get("alert_id") + " " + row.get("status"))
        .contains(
            "metrics exclusion-imbalance-basket_saver-metric-event-value-out-of-range-0 OPENED");
    assertThat(last(tables, "metric_results", "basket_saver", "verdict")).isEqualTo("DO_NOT_TRUST");
    assertThat(last(tables, "metric_results", "basket_saver", "verdict_reason").toString())
        .contains("metric events left out as VALUE_OUT_OF_RANGE");

    // at 90/10 as many units cross over one way as the other, and few are not where the hash says
    assertThat(tables.get("alerts"))
        .filteredOn(row -> row.get("experiment_key").equals("accent_color"))
        .filteredOn(row -> row.get("status").equals("OPENED"))
        .isEmpty();
    assertThat(tables.get("experiment_health"))
        .filteredOn(row -> row.get("experiment_key").equals("accent_color"))
        .filteredOn(row -> "treatment".equals(row.get("variant_key")))
        .anyMatch(row -> sum(row.get("crossovers_to")) > 4)
        .allMatch(row -> (Long) row.get("assignment_mismatches") < 3);
  }

  private static Object last(
      Map<String, List<Map<String, Object>>> tables, String table, String experiment, String of) {
    return tables.get(table).stream()
        .filter(row -> row.get("experiment_key").equals(experiment) && row.get(of) != null)
        .max(Comparator.comparing(row -> (Instant) row.get("as_of")))
        .orElseThrow()
        .get(of);
  }

  private static String key(Map<String, Object> row) {
    return row.get("experiment_key") + " " + row.get("variant_key") + " " + row.get("as_of");
  }

  private static void rejectsSayWhereTheyStood(List<Map<String, Object>> rejected) {
    assertThat(rejected)
        .filteredOn(row -> row.get("reason").equals("MALFORMED"))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat((String) row.get("topic"))
                  .containsAnyOf(Simulation.EXPOSURES_FILE, Simulation.EVENTS_FILE);
              assertThat((Long) row.get("kafka_offset")).isPositive();
              assertThat((String) row.get("detail")).isNotBlank();
            });
  }
}
