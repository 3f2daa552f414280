package io.plumbline.local.bench.srm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Experiments at 1:1 of which some lose exposures of the treatment from the third day on. Every
 * user is in all of them, and is assigned in each by itself.
 *
 * @param pairs how many lose, and how many are healthy
 * @param loss share of the treatment's units that are never heard of, above 0 and below 1
 * @param days that they run
 * @param usersPerDay evenly over the day
 */
public record LossPlan(long seed, int pairs, double loss, int days, int usersPerDay) {
  public static final int FIRST_LOSSY_DAY = 3;

  static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  static final Instant LOSS_BEGINS = START.plus(Duration.ofDays(FIRST_LOSSY_DAY - 1L));
  static final List<String> BROWSERS = List.of("chrome", "edge", "firefox", "opera", "safari");

  /**
   * @throws IllegalArgumentException that names the value and what is allowed
   */
  public LossPlan {
    if (pairs < 1 || days < FIRST_LOSSY_DAY || usersPerDay < 1 || !(loss > 0 && loss < 1)) {
      throw new IllegalArgumentException(
          "%d pairs, %d days, %d users a day, a loss of %s (allowed: 1 or more, %d or more, 1 or"
                  .formatted(pairs, days, usersPerDay, loss, FIRST_LOSSY_DAY)
              + " more, above 0 and below 1)");
    }
  }

  List<String> lossy() {
    return keys("loss-");
  }

  List<String> healthy() {
    return keys("healthy-");
  }

  private List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    for (int i = 1; i <= pairs; i++) {
      keys.add(prefix + i);
    }
    return keys;
  }

  /** Of the units that are heard of while exposures are lost, those of the treatment. */
  double treatmentShare() {
    return (1 - loss) / (2 - loss);
  }
}
