package io.plumbline.core.statistics;

import java.util.List;

/**
 * The units enrolled on one day, by epoch.
 *
 * @param day counted from 1, the UTC day of the experiment's start
 * @param epochs entry e holds the day's units of the e-th tested epoch (zeros if it had none); a
 *     list that ends early had none in the later epochs
 */
public record DayCounts(int day, List<EpochCounts> epochs) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the day is below 1
   */
  public DayCounts {
    if (day < 1) {
      throw new IllegalArgumentException("day is " + day + "; days count from 1");
    }
    epochs = List.copyOf(epochs);
  }
}
