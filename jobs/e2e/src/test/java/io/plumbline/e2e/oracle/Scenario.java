package io.plumbline.e2e.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A few lines of input in a folder, and the oracle's answer to them. */
final class Scenario {

  /** Two even variants from midnight for two days; two metrics on "buy". */
  static final String PLAIN =
      """
      experiments:
        - key: exp
          started_at: 2024-01-01T00:00:00Z
          stopped_at: 2024-01-03T00:00:00Z
          variants: [{key: a, is_control: true}, {key: b}]
          allocations: [{effective_at: 2024-01-01T00:00:00Z, weights: {a: 1, b: 1}}]
          dimensions: [country]
          metrics: [{metric: bought, role: primary}, {metric: spent, role: secondary}]
      metrics:
        - {key: bought, kind: conversion, event_name: buy, window: PT2H}
        - {key: spent, kind: sum, event_name: buy, decimals: 2, cap_upper: 10}
      """;

  private final Path folder;
  private final String configuration;
  private final List<String> exposures = new ArrayList<>();
  private final List<String> events = new ArrayList<>();

  Scenario(Path folder, String configuration) {
    this.folder = folder;
    this.configuration = configuration;
  }

  Scenario exposed(String unit, String variant, String time) {
    return exposureLine("x-" + unit + "-" + variant + ",exp," + variant + "," + unit + "," + time);
  }

  Scenario exposureLine(String line) {
    exposures.add(line);
    return this;
  }

  Scenario bought(String id, String unit, String time, String value) {
    return eventLine(
        String.format(
            "{\"event_id\":\"%s\",\"event_name\":\"buy\",\"unit_id\":\"%s\","
                + "\"event_time\":\"%s\",\"value\":%s}",
            id, unit, time, value));
  }

  Scenario eventLine(String line) {
    events.add(line);
    return this;
  }

  Map<String, List<Map<String, Object>>> run() throws IOException {
    Path yaml = Files.writeString(folder.resolve("experiments.yaml"), configuration);
    String header = "exposure_id,experiment_key,variant_key,unit_id,event_time,attributes.country";
    Path csv =
        Files.writeString(
            folder.resolve("exposures.csv"), header + "\n" + String.join("\n", exposures) + "\n");
    Path ndjson =
        Files.writeString(folder.resolve("events.ndjson"), String.join("\n", events) + "\n");
    return Oracle.compute(Oracle.Input.of(yaml, csv, ndjson, Duration.ofHours(1)));
  }

  /** The rows whose columns have these values, given as column, value, column, value. */
  static List<Map<String, Object>> where(List<Map<String, Object>> rows, Object... columns) {
    return rows.stream()
        .filter(
            row -> {
              for (int i = 0; i < columns.length; i += 2) {
                if (!String.valueOf(row.get(columns[i])).equals(String.valueOf(columns[i + 1]))) {
                  return false;
                }
              }
              return true;
            })
        .toList();
  }

  static Map<String, Object> only(List<Map<String, Object>> rows, Object... columns) {
    List<Map<String, Object>> found = where(rows, columns);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " rows: " + found);
    }
    return found.get(0);
  }
}
