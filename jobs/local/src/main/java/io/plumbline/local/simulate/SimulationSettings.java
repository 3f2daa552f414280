package io.plumbline.local.simulate;

import java.time.Duration;
import java.time.Instant;

/**
 * What a simulation is made of. The same settings give the same bytes.
 *
 * @param seed of everything random
 * @param units users of the product; each takes part in several experiments
 * @param days the product is watched for, from {@code startedAt}
 * @param startedAt midnight (UTC) at which the product and most experiments start
 * @param srmLoss share of the treatment's units that the planted sample-ratio mismatch loses in the
 *     affected browser, in [0, 1]; 0 plants none
 */
public record SimulationSettings(
    long seed, int units, int days, Instant startedAt, double srmLoss) {

  public static final long DEFAULT_SEED = 1;
  public static final int DEFAULT_UNITS = 20_000;
  public static final int DEFAULT_DAYS = 14;
  public static final Instant DEFAULT_STARTED_AT = Instant.parse("2024-03-04T00:00:00Z");
  public static final double DEFAULT_SRM_LOSS = 0.45;

  private static final int MIN_UNITS = 10;
  private static final int MAX_UNITS = 9_999_999;
  private static final int MIN_DAYS = 7;
  private static final int MAX_DAYS = 120;
  private static final Instant EARLIEST = Instant.parse("2000-01-02T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2099-01-01T00:00:00Z");

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public SimulationSettings {
    require(
        units >= MIN_UNITS && units <= MAX_UNITS,
        "--units",
        units,
        "a number from " + MIN_UNITS + " to " + MAX_UNITS);
    require(
        days >= MIN_DAYS && days <= MAX_DAYS,
        "--days",
        days,
        "a number from " + MIN_DAYS + " to " + MAX_DAYS);
    require(
        startedAt != null
            && startedAt.getNano() == 0
            && startedAt.getEpochSecond() % Duration.ofDays(1).toSeconds() == 0
            && !startedAt.isBefore(EARLIEST)
            && startedAt.isBefore(LATEST),
        "--start",
        startedAt,
        "a midnight (UTC) from " + EARLIEST + " to " + LATEST);
    require(
        srmLoss >= 0 && srmLoss <= 1, "--srm-loss", srmLoss, "a share of units from 0.0 to 1.0");
  }

  /** The defaults with another seed and number of units. */
  public static SimulationSettings of(long seed, int units) {
    return new SimulationSettings(seed, units, DEFAULT_DAYS, DEFAULT_STARTED_AT, DEFAULT_SRM_LOSS);
  }

  /** The same with another number of days. */
  public SimulationSettings withDays(int newDays) {
    return new SimulationSettings(seed, units, newDays, startedAt, srmLoss);
  }

  /** Exclusive end of everything that happens. */
  Instant endsAt() {
    return startedAt.plus(Duration.ofDays(days));
  }

  private static void require(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(option + " " + value + ": must be " + allowed);
    }
  }
}
