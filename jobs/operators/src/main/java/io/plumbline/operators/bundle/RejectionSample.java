package io.plumbline.operators.bundle;

import io.plumbline.core.unit.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The first {@link #SIZE} of any number of rejections, by (time, content, position); content is
 * ordered by its unsigned bytes, as everywhere.
 */
public final class RejectionSample {

  /** Rows that are kept of one job, reason, topic and tick. */
  public static final int SIZE = 1_000;

  private static final Comparator<Rejection> ORDER =
      Comparator.comparing(
              Rejection::eventTime, Comparator.nullsFirst(Comparator.<Long>naturalOrder()))
          .thenComparing(r -> r.payload().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
          .thenComparingInt(r -> r.position().partition())
          .thenComparingLong(r -> r.position().offset())
          .thenComparingInt(r -> r.position().recordIndex());

  private final PriorityQueue<Rejection> last = new PriorityQueue<>(ORDER.reversed());

  public void add(Rejection rejection) {
    last.add(rejection);
    if (last.size() > SIZE) {
      last.poll();
    }
  }

  public List<Rejection> inOrder() {
    List<Rejection> sorted = new ArrayList<>(last);
    sorted.sort(ORDER);
    return sorted;
  }
}
