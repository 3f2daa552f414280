package io.plumbline.core.sketch;

/**
 * The cap at a percentile: one cut for all variants, from the values of all of them pooled, never
 * one cut per variant, which would make the arms different metrics.
 */
public final class PercentileCap {

  private PercentileCap() {}

  /**
   * The cut: the greatest value of the bucket that holds the percentile, so that it is known
   * exactly which values lie above.
   *
   * @param pooled the values of all variants, at least one
   * @param q from 0 to 1
   * @throws IllegalArgumentException if q is outside, or there are no values
   */
  public static double cut(QuantileSketch pooled, double q) {
    return Buckets.greatest(pooled.bucketAt(pooled.rank(q)));
  }
}
