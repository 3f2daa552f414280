package io.plumbline.local.bench.statistics;

import java.util.stream.LongStream;

/** At how many units one looks. */
final class Looks {
  private Looks() {}

  /** Evenly, as by the clock. */
  static long[] even(long end, int looks) {
    return LongStream.rangeClosed(1, looks).map(i -> end * i / looks).distinct().toArray();
  }

  /** Each by a factor after the one before, at first unit by unit; the last at the end. */
  static long[] growing(long first, long end, double factor) {
    return LongStream.concat(
            LongStream.iterate(first, n -> n < end, n -> Math.max(n + 1, (long) (n * factor))),
            LongStream.of(end))
        .toArray();
  }
}
