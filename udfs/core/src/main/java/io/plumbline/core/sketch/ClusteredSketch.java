package io.plumbline.core.sketch;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A sketch of events that come in clusters, one per unit, with what the variance of its quantiles
 * needs at every bucket edge: sum S^2 and sum S N over units, where S is a unit's number of events
 * at or below the edge and N of all its events. Mutable, order-free, and every step can be undone.
 *
 * <p>Kept as differences between neighbouring edges, so that one event costs as many steps as its
 * unit has buckets: for a new event in bucket j of a unit that holds n events, sum S^2 grows by 2
 * #{l <= j} + 1 at j and by 2 per event at every bucket above; sum S N by n + 1 at j and by 1 per
 * event at each of the unit's buckets.
 */
public final class ClusteredSketch {

  private static final int EVENTS = 0;
  private static final int SQUARES = 1;
  private static final int PRODUCTS = 2;

  private final NavigableMap<Integer, long[]> steps = new TreeMap<>();
  private final QuantileSketch events = new QuantileSketch();
  private long units;
  private long sumN2;

  /**
   * A unit's new event. The caller counts it in the unit's histogram afterwards.
   *
   * @param histogram the unit's events by bucket before this one
   */
  public void add(Map<Integer, Long> histogram, int bucket) {
    change(histogram, bucket, 1);
  }

  /**
   * The exact inverse of {@link #add}.
   *
   * @param histogram the unit's events by bucket, without the one that is taken back
   */
  public void remove(Map<Integer, Long> histogram, int bucket) {
    change(histogram, bucket, -1);
  }

  /** Adds the events of other units. */
  public void merge(ClusteredSketch other) {
    other.steps.forEach(
        (bucket, step) -> step(bucket, step[EVENTS], step[SQUARES], step[PRODUCTS]));
    events.merge(other.events);
    units += other.units;
    sumN2 += other.sumN2;
  }

  /** All events, whichever unit they are of. */
  public QuantileSketch events() {
    return events;
  }

  /** Units with an event. */
  public long units() {
    return units;
  }

  /** The sums over units with an event, S at or below a bucket's greatest value. */
  public ClusterSums through(int bucket) {
    long[] sums = new long[3];
    for (long[] step : steps.headMap(bucket, true).values()) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += step[i];
      }
    }
    return new ClusterSums(
        units, sums[EVENTS], sums[SQUARES], events.count(), sumN2, sums[PRODUCTS]);
  }

  private void change(Map<Integer, Long> histogram, int bucket, int sign) {
    long held = 0;
    long through = 0;
    for (Map.Entry<Integer, Long> entry : histogram.entrySet()) {
      int other = entry.getKey();
      long count = entry.getValue();
      held += count;
      if (other <= bucket) {
        through += count;
      }
      step(other, 0, other > bucket ? sign * 2 * count : 0, sign * count);
    }
    step(bucket, sign, sign * (2 * through + 1), sign * (held + 1));
    events.addToBucket(bucket, sign);
    sumN2 += sign * (2 * held + 1);
    if (held == 0) {
      units += sign;
    }
  }

  private void step(int bucket, long events, long squares, long products) {
    long[] step = steps.computeIfAbsent(bucket, ignored -> new long[3]);
    step[EVENTS] += events;
    step[SQUARES] += squares;
    step[PRODUCTS] += products;
    if ((step[EVENTS] | step[SQUARES] | step[PRODUCTS]) == 0) {
      steps.remove(bucket);
    }
  }
}
