package io.plumbline.e2e;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Exposures of experiments with so many units a day and arm as a test says, at random times of the
 * day, in random order. Allocations change every four days, at midnight.
 */
final class PlantedSplits {
  static final String CONFIGURATION = "experiments.yaml";
  static final String EXPOSURES = "exposures.csv";
  static final String EVENTS = "events.ndjson";

  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final int DAYS_PER_ALLOCATION = 4;
  private static final List<String> VARIANTS = List.of("control", "treatment");

  private final Random random;
  private final StringBuilder configuration = new StringBuilder("experiments:\n");
  private final List<String> exposures = new ArrayList<>();

  PlantedSplits(long seed) {
    random = new Random(seed);
  }

  /**
   * @param weights of control and treatment, "1 : 1", in the order in which they are in force
   */
  void experiment(String key, String... weights) {
    List<String> allocations = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      String[] each = weights[i].split(" : ");
      allocations.add(
          "{effective_at: %s, weights: {control: %s, treatment: %s}}"
              .formatted(
                  START.plus(Duration.ofDays((long) i * DAYS_PER_ALLOCATION)), each[0], each[1]));
    }
    configuration.append(
        """
          - key: %s
            started_at: %s
            variants: [{key: control, is_control: true}, {key: treatment}]
            allocations: [%s]
            dimensions: [browser]
        """
            .formatted(key, START, String.join(", ", allocations)));
  }

  void units(String experiment, int day, int control, int treatment) {
    units(experiment, day, "chrome", control, treatment);
  }

  void units(String experiment, int day, String browser, int control, int treatment) {
    add(experiment, day, browser, Duration.ofDays(1), control, treatment);
  }

  /** From midnight on. */
  void unitsWithin(Duration time, String experiment, int day, int control, int treatment) {
    add(experiment, day, "chrome", time, control, treatment);
  }

  private void add(
      String experiment, int day, String browser, Duration within, int control, int treatment) {
    int[] units = {control, treatment};
    Instant midnight = START.plus(Duration.ofDays(day - 1L));
    for (int variant = 0; variant < units.length; variant++) {
      for (int i = 0; i < units[variant]; i++) {
        long time = (long) (random.nextDouble() * within.toMillis());
        int id = exposures.size();
        exposures.add(
            "x%d,%s,%s,u%d,%s,%s"
                .formatted(
                    id, experiment, VARIANTS.get(variant), id, midnight.plusMillis(time), browser));
      }
    }
  }

  void write(Path folder) throws IOException {
    Collections.shuffle(exposures, random);
    Files.writeString(folder.resolve(CONFIGURATION), configuration + "metrics: []\n");
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(EXPOSURES))) {
      out.write("exposure_id,experiment_key,variant_key,unit_id,event_time,attributes.browser\n");
      for (String exposure : exposures) {
        out.write(exposure);
        out.write('\n');
      }
    }
    Files.writeString(
        folder.resolve(EVENTS),
        """
        {"event_id": "e", "event_name": "buy", "unit_id": "u0", "event_time": "2024-01-01T12:00:00Z"}
        """);
  }
}
