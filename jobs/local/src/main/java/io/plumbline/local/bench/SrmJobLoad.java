package io.plumbline.local.bench;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentBuilder;
import io.plumbline.core.experiment.Variant;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What SrmJob reads of so many running experiments: a stretch of an endless log, in which each has
 * as many exposures as any other, of its own users, evenly over the ticks.
 *
 * <p>A user is in five experiments, whatever their number: five experiments share their users. So
 * twice the experiments are twice the users, each as busy as before.
 *
 * @param experiments a multiple of {@value #EXPERIMENTS_PER_USER}
 * @param exposures of each experiment
 * @param users that the exposures of each experiment are drawn from
 */
record SrmJobLoad(int experiments, int exposures, int users) {
  static final long SEED = 20_240_106;
  static final int PARTITIONS = 4;
  static final int EXPERIMENTS_PER_USER = 5;

  /** Values of the one dimension. */
  static final int SEGMENTS = 10;

  static final String DIMENSION = "country";

  static final int TICKS = 20;
  static final long TICK_MS = Duration.ofMinutes(1).toMillis();

  /** Records come up to this late, within the bound of the jobs. */
  static final long DISORDER_MS = Duration.ofSeconds(5).toMillis();

  /** In the midst of the ticks lies a full hour, at which rows of segments are published. */
  static final long BEGIN = Instant.parse("2024-01-05T11:50:00Z").toEpochMilli();

  /** The last tick whose rows are published: behind it there is one record a partition. */
  static final long LAST_TICK = BEGIN + TICKS * TICK_MS;

  /** Passes the last tick also where records may be half a minute late. */
  static final long CLOSING = LAST_TICK + Duration.ofSeconds(31).toMillis();

  private static final long STARTED = BEGIN - Duration.ofDays(1).toMillis();

  String title() {
    return "SrmJob, %,d experiments".formatted(experiments);
  }

  String exposuresTopic() {
    return "exposures-" + experiments;
  }

  String configurationTopic() {
    return "configuration-" + experiments;
  }

  /** All that count by the last tick. */
  long allExposures() {
    return (long) experiments * exposures;
  }

  /** With those that bring time to its end. */
  long records() {
    return allExposures() + PARTITIONS;
  }

  static String experiment(int number) {
    return "experiment-" + number;
  }

  /** They all have begun a day before the first exposure. */
  List<Experiment> configuration() {
    List<Experiment> all = new ArrayList<>();
    for (int i = 0; i < experiments; i++) {
      all.add(
          new ExperimentBuilder(experiment(i))
              .name("Experiment " + i)
              .hypothesis("The split is as planned.")
              .owner("bench")
              .unitType("user")
              .startedAt(STARTED)
              .variants(List.of(new Variant("control", true), new Variant("treatment", false)))
              .allocations(
                  List.of(
                      new Allocation(
                          STARTED,
                          Map.of("control", BigDecimal.ONE, "treatment", BigDecimal.ONE),
                          1)))
              .dimensionNames(List.of(DIMENSION))
              .build());
    }
    return all;
  }
}
