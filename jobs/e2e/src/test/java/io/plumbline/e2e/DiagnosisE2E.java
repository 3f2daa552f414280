package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.e2e.oracle.Oracle;
import io.plumbline.e2e.oracle.RowComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong with splits, each in an experiment of its own, twelve days from 2024-01-01 on:
 * the mismatch is found, and so is where it comes from; what only looks like one is left alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiagnosisE2E {
  private static final int DAYS = 12;
  private static final int CHANGE = 5;
  private static final Duration TICK = Duration.ofDays(1);

  private Map<String, List<Map<String, Object>>> tables;
  private Map<String, List<Map<String, Object>>> expected;

  @BeforeAll
  void run(@TempDir Path folder) throws Exception {
    PlantedSplits splits = new PlantedSplits(20_240_101);
    plant(splits);
    splits.write(folder);
    Path configuration = folder.resolve(PlantedSplits.CONFIGURATION);
    Path exposures = folder.resolve(PlantedSplits.EXPOSURES);
    Path events = folder.resolve(PlantedSplits.EVENTS);
    tables =
        BoundedRun.of(configuration, exposures, events, folder.resolve("warehouse"))
            .tick(TICK)
            .run()
            .tables();
    expected = Oracle.compute(Oracle.Input.of(configuration, exposures, events, TICK));
  }

  private static void plant(PlantedSplits splits) throws IOException {
    splits.experiment("late", "1 : 1");
    splits.experiment("browser", "1 : 1");
    splits.experiment("bots", "1 : 1");
    splits.experiment("ramp", "99 : 1", "90 : 10", "50 : 50");
    splits.experiment("reweighted", "50 : 50", "80 : 20", "30 : 70");
    splits.experiment("broken_ramp", "90 : 10", "50 : 50");
    splits.experiment("delayed", "1 : 1");
    splits.experiment("seesaw", "1 : 1");
    splits.experiment("dead", "1 : 1");
    for (int day = 1; day <= DAYS; day++) {
      splits.units("late", day, 600, day < 3 ? 600 : 480);
      splits.units("browser", day, "chrome", 480, 480);
      splits.units("browser", day, "firefox", 120, 72);
      splits.units("bots", day, 200, day == 5 ? 450 : 200);
      splits.units("delayed", day, 200, day < 3 ? 80 : 200);
      splits.units("seesaw", day, day == 6 ? 770 : 480, day == 6 ? 230 : 520);
      splits.units("dead", day, 40, day == 1 ? 3 : 0);
      // An allocation lasts four days; a treatment of one in a hundred has ten units a day.
      int[] ramp = {10, 100, 500};
      int[] reweighted = {250, 100, 350};
      int stage = (day - 1) / (CHANGE - 1);
      splits.units("ramp", day, 1_000 - ramp[stage], ramp[stage]);
      splits.units("reweighted", day, 500 - reweighted[stage], reweighted[stage]);
      splits.units(
          "broken_ramp", day, day < CHANGE ? 900 : 500, day < CHANGE ? 100 : day < 7 ? 500 : 300);
      if (stage > 0 && (day - 1) % (CHANGE - 1) == 0) {
        // Five minutes in which clients have not heard of the change yet.
        splits.unitsWithin(
            Duration.ofMinutes(5),
            "ramp",
            day,
            300 - 3 * ramp[stage - 1] / 10,
            3 * ramp[stage - 1] / 10);
      }
    }
  }

  private Map<String, Object> last(String experiment) {
    return rows(experiment)
        .max(Comparator.comparing(row -> (Instant) row.get("as_of")))
        .orElseThrow();
  }

  private Stream<Map<String, Object>> rows(String experiment) {
    return tables.get("srm_checks").stream()
        .filter(row -> row.get("experiment_key").equals(experiment) && row.get("epoch") == null)
        .filter(row -> row.get("dimension").equals("all"));
  }

  private Map<?, ?> suspect(String experiment) {
    return (Map<?, ?>) ((List<?>) last(experiment).get("suspects")).get(0);
  }

  private List<Map<String, Object>> alerts(String experiment) {
    return tables.get("alerts").stream()
        .filter(row -> row.get("experiment_key").equals(experiment))
        .sorted(Comparator.comparing(row -> (Integer) row.get("sequence")))
        .toList();
  }

  private void isSuspected(String experiment, String cause, String dimension, String segment) {
    assertThat(last(experiment)).containsEntry("diagnosis", cause);
    assertThat(suspect(experiment).get("cause")).isEqualTo(cause);
    assertThat(suspect(experiment).get("dimension")).isEqualTo(dimension);
    assertThat(suspect(experiment).get("segment")).isEqualTo(segment);
  }

  private void isSilent(String experiment) {
    assertThat(rows(experiment))
        .isNotEmpty()
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsEntry("status", "HEALTHY")
                    .containsEntry("diagnosis", "CLEAN")
                    .containsEntry("suspects", List.of()));
    assertThat(alerts(experiment)).isEmpty();
  }

  @Test
  void everyCheckAndAlertIsTheOracles() {
    for (String table : List.of("srm_checks", "alerts")) {
      RowComparison.Report report =
          RowComparison.compare(table, expected.get(table), tables.get(table), Set.of());
      assertThat(report.isEmpty()).as(report.toString()).isTrue();
    }
  }

  @Test
  void aLossThatBeginsOnTheThirdDay() {
    isSuspected("late", "LATE_ONSET", "all", "all");
    assertThat(suspect("late").get("since")).isEqualTo("2024-01-03");
    assertThat(suspect("late").get("variant_key")).isEqualTo("treatment");
    assertThat((Double) suspect("late").get("missing_units")).isEqualTo(1_200);
    assertThat(last("late")).containsEntry("status", "ESCALATED");
  }

  @Test
  void aLossInOneBrowser() {
    isSuspected("browser", "LOCALISED", "browser", "firefox");
    assertThat((Double) suspect("browser").get("missing_units")).isEqualTo(12 * 48);
    assertThat((Double) suspect("browser").get("units_share"))
        .isCloseTo(192.0 / 1_152, within(1e-12));
    Map<String, Object> alert = alerts("browser").get(0);
    assertThat((String) alert.get("summary"))
        .startsWith("browser: firefox (browser) lost about ")
        .contains(" units of treatment")
        .contains("; everything else is clean (evidence ");
    assertThat((String) alert.get("recommended_action")).contains("where browser is firefox");
    assertThat((List<?>) alert.get("suspects")).isNotEmpty();
  }

  @Test
  void aBurstOfBotsOnOneDay() {
    isSuspected("bots", "LOCALISED", "day", "2024-01-05");
    assertThat((String) suspect("bots").get("evidence"))
        .isEqualTo(
            "2024-01-05 (day) has 69.2 % of treatment instead of 50 % among 650;"
                + " every other day is clean");
  }

  @Test
  void aRampWithMinutesOfLagIsNoMismatch() {
    isSilent("ramp");
  }

  @Test
  void aReweightingIsNoMismatch() {
    isSilent("reweighted");
  }

  @Test
  void aMismatchThatBeginsAfterARamp() {
    isSuspected("broken_ramp", "LATE_ONSET", "all", "all");
    assertThat(suspect("broken_ramp").get("since")).isEqualTo("2024-01-07");
  }

  @Test
  void anArmThatBeginsLate() {
    isSuspected("delayed", "DELAYED_START", "day", "2024-01-01");
    assertThat(suspect("delayed").get("since")).isEqualTo("2024-01-01");
    assertThat(suspect("delayed").get("variant_key")).isEqualTo("treatment");
  }

  @Test
  void aPatternInTimeThatCancelsOutOverall() {
    isSuspected("seesaw", "TIMING", "day", "2024-01-06");
    Map<?, ?> observed = (Map<?, ?>) last("seesaw").get("observed");
    // 50.4/49.6 over all.
    assertThat(observed.get("control")).isEqualTo(6_050L);
    assertThat(observed.get("treatment")).isEqualTo(5_950L);
  }

  @Test
  void anArmThatIsDead() {
    isSuspected("dead", "TELEMETRY_LOSS", "all", "all");
    assertThat(suspect("dead").get("variant_key")).isEqualTo("treatment");
    assertThat((String) suspect("dead").get("evidence"))
        .isEqualTo("next to nothing of treatment arrives: 3 of 242 planned units");
  }
}
