package io.plumbline.core.watch;

import io.plumbline.core.statistics.ExposureStall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The process of an experiment that is measured by itself: by what was usual at this time of the
 * day. Nobody else runs then, so that there is one of them, or a few while all are new.
 *
 * @param exposures discounted, of buckets with a usual number
 * @param reference discounted, the usual numbers
 * @param buckets with a usual number
 * @param first the number of the first remembered bucket: its beginning in lengths of a bucket
 * @param past exposures of the remembered buckets, without gaps; at most {@link #DAYS} days and
 *     some
 */
public record OwnClock(
    double exposures, double reference, int buckets, long first, List<Long> past) {

  /** How many days tell what is usual. */
  static final int DAYS = 7;

  /** Nothing is remembered. */
  public static final OwnClock NEW = new OwnClock(0.0, 0.0, 0, 0, List.of());

  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final int AROUND = 2;

  /** So that the reference is above 0 where no exposure is usual. */
  private static final double ADDED = 0.5;

  /**
   * What a bucket is measured by: the mean of the buckets at this time of the day, and of two
   * before and after, on the days before, and a half.
   *
   * @return empty if none is remembered
   */
  OptionalDouble reference(long bucket, long bucketMs) {
    SortedSet<Long> alike = new TreeSet<>();
    for (int day = 1; day <= DAYS; day++) {
      long at = Math.floorDiv(bucket * bucketMs - day * DAY_MS, bucketMs);
      for (long near = at - AROUND; near <= at + AROUND && near < bucket; near++) {
        if (first <= near && near < first + past.size()) {
          alike.add(near);
        }
      }
    }
    if (alike.isEmpty()) {
      return OptionalDouble.empty();
    }
    long sum = 0;
    for (long near : alike) {
      sum += past.get((int) (near - first));
    }
    return OptionalDouble.of((double) sum / alike.size() + ADDED);
  }

  /** The process as it stands, with the evidence so far. */
  ExposureStall process(double logM) {
    return new ExposureStall(exposures, reference, buckets, logM);
  }

  /** After a bucket that had a reference. */
  OwnClock judged(ExposureStall process) {
    return new OwnClock(process.exposures(), process.reference(), process.buckets(), first, past);
  }

  /** With nothing but what is remembered. */
  OwnClock anew() {
    return new OwnClock(0.0, 0.0, 0, first, past);
  }

  /**
   * With one more bucket remembered.
   *
   * @param bucket the one after the last
   */
  OwnClock with(long bucket, long x, long bucketMs) {
    long most = DAYS * DAY_MS / bucketMs + 2 * AROUND + 1;
    int dropped = past.size() < most ? 0 : 1;
    List<Long> more = new ArrayList<>(past.subList(dropped, past.size()));
    more.add(x);
    long begin = past.isEmpty() ? bucket : first + dropped;
    return new OwnClock(exposures, reference, buckets, begin, List.copyOf(more));
  }
}
