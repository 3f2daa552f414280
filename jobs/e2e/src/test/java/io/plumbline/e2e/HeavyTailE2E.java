package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.e2e.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * At nine to one, sums without a cap are called when the tail of each arm can be known: not yet on
 * the first day, with 310 buyers in the small arm, but on the second, with 620; and where one of
 * them carries the arm, not at all. What is capped is called on the first.
 */
class HeavyTailE2E {
  private static final String CONFIGURATION =
      """
      experiments:
        - key: checkout
          started_at: 2024-01-01T00:00:00Z
          stopped_at: 2024-01-03T00:00:00Z
          planned_units: 6000
          variants: [{key: control, is_control: true}, {key: treatment}]
          allocations:
            - {effective_at: 2024-01-01T00:00:00Z, weights: {control: 9, treatment: 1}}
          metrics:
            - {metric: revenue, role: primary}
            - {metric: capped, role: secondary}
            - {metric: whale, role: guardrail, margin: 0.5}
      metrics:
        - {key: revenue, kind: sum, event_name: buy, window: PT1H}
        - {key: capped, kind: sum, event_name: buy, window: PT1H, cap_upper: 3}
        - {key: whale, kind: sum, event_name: order, window: PT1H}
      """;

  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant FIRST_EVENING = Instant.parse("2024-01-02T00:00:00Z");
  private static final Instant SECOND_EVENING = Instant.parse("2024-01-03T00:00:00Z");
  private static final int UNITS_A_DAY = 3_100;
  private static final Duration TICK = Duration.ofHours(6);

  @TempDir Path folder;

  @Test
  void aSumWithoutACapWaitsUntilItsTailCanBeKnown() throws Exception {
    Path configuration = Files.writeString(folder.resolve("experiments.yaml"), CONFIGURATION);
    Path exposures = folder.resolve("exposures.csv");
    Path events = folder.resolve("events.ndjson");
    write(exposures, events);
    Map<String, List<Map<String, Object>>> tables =
        BoundedRun.of(configuration, exposures, events, folder.resolve("warehouse"))
            .tick(TICK)
            .run()
            .tables();

    OracleAgreement.check(
        Oracle.compute(Oracle.Input.of(configuration, exposures, events, TICK)), tables);
    List<Map<String, Object>> results = tables.get("metric_results");
    assertThat(statuses(results, FIRST_EVENING))
        .isEqualTo(Map.of("revenue", "INSUFFICIENT", "capped", "OK", "whale", "INSUFFICIENT"));
    assertThat(statuses(results, SECOND_EVENING))
        .isEqualTo(Map.of("revenue", "OK", "capped", "OK", "whale", "INSUFFICIENT"));
    Recomputation.check(folder.resolve("warehouse"), results);
  }

  /** Every tenth unit is treated; all buy, for 1, 2 or 3; the first who is treated orders 9,000. */
  private static void write(Path exposures, Path events) throws IOException {
    List<String> exposed = new ArrayList<>();
    List<String> bought = new ArrayList<>();
    exposed.add("exposure_id,experiment_key,variant_key,unit_id,event_time");
    for (int unit = 0; unit < 2 * UNITS_A_DAY; unit++) {
      boolean isTreated = unit % 10 == 0;
      Instant time =
          START
              .plus(Duration.ofDays(unit / UNITS_A_DAY))
              .plus(Duration.ofSeconds(20L * (unit % UNITS_A_DAY)));
      exposed.add(
          "x%d,checkout,%s,u%d,%s"
              .formatted(unit, isTreated ? "treatment" : "control", unit, time));
      bought.add(event("buy", unit, time, 1 + unit / 10 % 3));
      bought.add(event("order", unit, time, unit == 0 ? 9_000 : 1));
    }
    Files.write(exposures, exposed);
    Files.write(events, bought);
  }

  private static String event(String name, int unit, Instant time, int value) {
    return """
        {"event_id": "%s%d", "event_name": "%s", "unit_id": "u%d", "event_time": "%s", "value": %d}"""
        .formatted(name, unit, name, unit, time.plusSeconds(1), value);
  }

  private static Map<Object, Object> statuses(List<Map<String, Object>> results, Instant at) {
    Map<Object, Object> statuses = new HashMap<>();
    for (Map<String, Object> row : results) {
      if (row.get("as_of").equals(at)
          && row.get("dimension").equals("all")
          && Boolean.TRUE.equals(row.get("is_mature"))) {
        statuses.put(row.get("metric_key"), row.get("status"));
      }
    }
    return statuses;
  }
}
