package io.plumbline.core.experiment;

/**
 * The time from one allocation, or one reset of the alarm, to the next, or its settling.
 *
 * @param index counts from 0 by time
 * @param begin milliseconds since the epoch
 * @param settling shown, but not tested: assignment SDKs still pick the change up
 * @param weights planned, as integers, in the variants' configured order
 * @param enrollable per variant, whether a unit may be enrolled in it
 * @param traffic the share of eligible units that takes part
 * @param process how often the alarm of the split had been reset: units of one process are judged
 *     together
 */
public record Epoch(
    int index,
    long begin,
    boolean settling,
    long[] weights,
    boolean[] enrollable,
    double traffic,
    int process) {

  /** The rest of this epoch from an instant on, as another one. */
  Epoch from(int newIndex, long newBegin, int newProcess) {
    return new Epoch(newIndex, newBegin, settling, weights, enrollable, traffic, newProcess);
  }

  public long totalWeight() {
    long total = 0;
    for (long weight : weights) {
      total += weight;
    }
    return total;
  }

  /** Units of the variants that the plan gives a share. */
  public long testedUnits(long[] observed) {
    long units = 0;
    for (int i = 0; i < weights.length; i++) {
      units += weights[i] > 0 ? observed[i] : 0;
    }
    return units;
  }

  /** Planned units of a variant among so many; n·w is at most 2^53·2^53, so in doubles. */
  public double expected(long units, int variant) {
    return (double) units * (double) weights[variant] / (double) totalWeight();
  }
}
