package io.plumbline.core.unit;

/**
 * What a test has left out of a unit in an experiment.
 *
 * @param events of metric events, those that count for the enrollment as it is: when it moves, they
 *     are taken back one by one; of exposures 1, the first, because what refused them stands
 * @param variant that the first exposure named; {@link #NOWHERE} for metric events, which count
 *     under the enrollment alone
 * @param epoch at the first exposure's time; {@link #NOWHERE} for metric events
 */
public record Excluded(long events, int variant, int epoch) {
  public static final int NOWHERE = -1;

  static Excluded ofExposure(int variant, int epoch) {
    return new Excluded(1, variant, epoch);
  }

  static Excluded ofMetricEvents(long events) {
    return new Excluded(events, NOWHERE, NOWHERE);
  }
}
