package io.plumbline.local.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the topics of a measurement hold: a stretch of an endless log, in which every user is in all
 * experiments and acts now and then.
 *
 * @param name before the names of its topics
 * @param users whose exposures all lie in the first tick
 * @param events metric events, evenly over the ticks after it, of users drawn evenly
 * @param copies how often each record stands in its topic; more than one only for what does not
 *     care, and would be over too soon
 */
record ThroughputLoad(String name, int users, long events, int copies) {
  static final long SEED = 20_240_105;
  static final int PARTITIONS = 4;
  static final int TICKS = 20;
  static final long TICK_MS = Duration.ofMinutes(1).toMillis();

  /** How many experiments an event can count in. */
  static final List<Integer> EXPERIMENTS = List.of(1, 3, 10);

  static final int METRICS_PER_EXPERIMENT = 2;

  /** Users are seen again while they act, or the time of their topic would stand still. */
  static final int EVENTS_PER_REPEATED_EXPOSURE = 20;

  /** Records come up to this late, within the bound of the jobs. */
  static final long DISORDER_MS = Duration.ofSeconds(5).toMillis();

  /** The tick in which exposures begin. */
  static final long BEGIN = Instant.parse("2024-01-05T12:00:00Z").toEpochMilli();

  /** The last tick whose rows are published: behind it there is one record a partition. */
  static final long LAST_TICK = BEGIN + (1 + TICKS) * TICK_MS;

  /** Passes the last tick also where records may be half a minute late. */
  static final long CLOSING = LAST_TICK + Duration.ofSeconds(31).toMillis();

  String metricEvents() {
    return name + "-metric-events";
  }

  /** One of each user and experiment, and some again. */
  String exposures(int experiments) {
    return name + "-exposures-" + experiments;
  }

  /** As many as there are metric events, of users in three experiments: what SrmJob reads. */
  String manyExposures() {
    return name + "-exposures";
  }

  static String configuration(int experiments) {
    return "experiments-" + experiments;
  }

  static String experiment(int number) {
    return "experiment-" + number;
  }

  /** Of metricEvents, and of manyExposures. */
  long metricEventRecords() {
    return copies * (events + PARTITIONS);
  }

  long exposureRecords(int experiments) {
    return copies
        * ((long) users * experiments + events / EVENTS_PER_REPEATED_EXPOSURE + PARTITIONS);
  }

  /** The experiments as their file would have them. */
  static String yaml(int experiments) {
    List<String> lines = new ArrayList<>(List.of("experiments:"));
    for (int i = 0; i < experiments; i++) {
      lines.add("  - key: " + experiment(i));
      lines.add("    name: Experiment " + i);
      lines.add("    unit_type: user");
      lines.add("    started_at: " + Instant.ofEpochMilli(BEGIN).minus(Duration.ofDays(1)));
      lines.add("    variants:");
      lines.add("      - {key: control, is_control: true}");
      lines.add("      - {key: treatment}");
      lines.add("    allocations:");
      lines.add(
          "      - {effective_at: "
              + Instant.ofEpochMilli(BEGIN).minus(Duration.ofDays(1))
              + ", weights: {control: 1, treatment: 1}}");
      lines.add("    metrics:");
      lines.add("      - {metric: buyers, role: primary}");
      lines.add("      - {metric: revenue, role: secondary}");
    }
    lines.add("metrics:");
    lines.add("  - {key: buyers, kind: conversion, event_name: purchase}");
    lines.add("  - {key: revenue, kind: sum, event_name: purchase, decimals: 2}");
    return String.join("\n", lines) + "\n";
  }
}
