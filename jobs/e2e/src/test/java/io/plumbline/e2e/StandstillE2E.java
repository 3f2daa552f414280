package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.e2e.oracle.Oracle;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two weeks in which exposures stop, come again, never come and come for nobody: what is told of
 * it, and that the oracle says the same. By the hour, which is the bucket of a bounded run.
 */
class StandstillE2E {
  private static final Duration TICK = Duration.ofHours(1);
  private static final int SECONDS = 3_600;
  private static final int UNITS = 400;
  private static final String EXPERIMENT =
      """
        - key: %s
          started_at: %s
          stopped_at: %s
          variants: [{key: off, is_control: true}, {key: on}]
          allocations: [%s]
          metrics: [{metric: buyers, role: primary}]
      """;

  @TempDir Path folder;

  private final Random random = new Random(20_240_101);
  private final List<String> lines = new ArrayList<>();

  @Test
  void whatStandsStillIsToldOfAsTheOracleWouldTellOfIt() throws Exception {
    Path configuration = write("experiments.yaml", configuration());
    alpha();
    beta();
    gamma();
    lone();
    strangers();
    Collections.shuffle(lines, random);
    Path exposures =
        write(
            "exposures.csv",
            "exposure_id,experiment_key,variant_key,unit_type,unit_id,event_time\n"
                + String.join("", lines));
    Path events =
        write(
            "events.ndjson",
            """
            {"event_id": "e1", "event_name": "buy", "unit_type": "user", "unit_id": "u1",
             "event_time": "2024-01-02T00:00:00Z"}
            """
                    .replace("\n ", " ")
                    .strip()
                + "\n");

    BoundedRun run =
        BoundedRun.of(configuration, exposures, events, folder.resolve("warehouse")).tick(TICK);
    Map<String, List<Map<String, Object>>> tables = run.run().tables();

    assertThat(told(tables))
        .isEqualTo(
            Map.of(
                // An outage of six hours, which is found in its first two and over soon after it.
                "alpha",
                List.of(
                    "OPENED null 2024-01-03T11:00:00Z", "RESOLVED RECOVERED 2024-01-03T20:00:00Z"),
                // Its traffic changes while its exposures are missing.
                "beta",
                List.of("OPENED null 2024-01-05T15:00:00Z", "RESOLVED RESET 2024-01-05T17:00:00Z"),
                // It stops, between two ticks, without having been seen again.
                "gamma",
                List.of(
                    "OPENED null 2024-01-05T07:00:00Z", "RESOLVED STOPPED 2024-01-05T12:30:00Z"),
                // Nobody else runs: by its own days.
                "lone",
                List.of(
                    "OPENED null 2024-01-12T11:00:00Z", "RESOLVED RECOVERED 2024-01-12T20:00:00Z"),
                // A day without one is its end; then it is another incident.
                "forgotten",
                List.of(
                    "OPENED null 2024-01-02T04:00:00Z",
                    "RESOLVED RECOVERED 2024-01-03T05:00:00Z",
                    "OPENED null 2024-01-06T01:00:00Z",
                    "RESOLVED RECOVERED 2024-01-07T01:00:00Z")));
    OracleAgreement.check(
        Oracle.compute(Oracle.Input.of(configuration, exposures, events, TICK)), tables);

    Map<String, List<String>> again = told(run.replacing().run().tables());
    assertThat(again).as("a run that replaces another").isEqualTo(told(tables));
  }

  private static String configuration() {
    String even = "{effective_at: 2024-01-01T00:00:00Z, weights: {off: 1, on: 1}}";
    String none = "{effective_at: 2024-01-05T16:10:00Z, weights: {off: 1, on: 1}, traffic: 0}";
    return "experiments:\n"
        + EXPERIMENT.formatted("alpha", day(1), day(6), even)
        + EXPERIMENT.formatted("beta", day(1), day(6), even + ", " + none)
        + EXPERIMENT.formatted("gamma", day(2), "2024-01-05T12:30:00Z", even)
        + EXPERIMENT.formatted("lone", day(6), day(14), even)
        + "metrics:\n"
        + "  - {key: buyers, kind: conversion, event_name: buy, window: PT6H}\n";
  }

  private static String day(int day) {
    return "2024-01-%02dT00:00:00Z".formatted(day);
  }

  /** Usual but for six hours of its third day. */
  private void alpha() {
    exposures("alpha", 40, at(1, 0), at(3, 10));
    exposures("alpha", 40, at(3, 16), at(6, 0));
  }

  private void beta() {
    exposures("beta", 30, at(1, 0), at(5, 14));
  }

  /** Large, so that its beginning and its end would make others look small. */
  private void gamma() {
    exposures("gamma", 200, at(2, 0), at(5, 6));
  }

  private void lone() {
    exposures("lone", 60, at(6, 0), at(12, 10));
    exposures("lone", 60, at(12, 16), at(14, 0));
  }

  private void strangers() {
    exposures("forgotten", 30, at(2, 0), at(2, 5));
    exposures("forgotten", 150, at(6, 0), at(6, 1));
    exposures("rare", 1, at(2, 0), at(6, 0));
  }

  private static long at(int day, int hour) {
    return Instant.parse(day(day)).getEpochSecond() + (long) hour * SECONDS;
  }

  /** So many an hour, anywhere in it. */
  private void exposures(String experiment, int perHour, long from, long until) {
    for (long hour = from; hour < until; hour += SECONDS) {
      for (int i = 0; i < perHour; i++) {
        int unit = random.nextInt(UNITS);
        lines.add(
            "x%d,%s,%s,user,u%d,%s%n"
                .formatted(
                    lines.size(),
                    experiment,
                    unit % 2 == 0 ? "off" : "on",
                    unit,
                    Instant.ofEpochSecond(hour + random.nextInt(SECONDS))));
      }
    }
  }

  private static Map<String, List<String>> told(Map<String, List<Map<String, Object>>> tables) {
    return tables.get(Table.ALERTS.tableName()).stream()
        .filter(row -> !row.get("alert_type").equals("SRM"))
        .sorted((a, b) -> ((Instant) a.get("as_of")).compareTo((Instant) b.get("as_of")))
        .collect(
            Collectors.groupingBy(
                row -> (String) row.get("experiment_key"),
                TreeMap::new,
                Collectors.mapping(
                    row ->
                        "%s %s %s"
                            .formatted(row.get("status"), row.get("resolution"), row.get("as_of")),
                    Collectors.toList())));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
