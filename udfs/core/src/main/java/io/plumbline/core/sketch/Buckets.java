package io.plumbline.core.sketch;

/**
 * The fixed partition of the real numbers that every sketch counts in: intervals (gamma^(i-1),
 * gamma^i] with gamma = 1.005/0.995, their mirror images, and zero. The middle value of an interval
 * is within 0.5 % of each of its values.
 *
 * <p>Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
 * guarantees", PVLDB 12 (2019), without its collapsing of buckets, which depends on the order.
 *
 * <p>A bucket is one number, and buckets are ordered as their values are. A value's bucket follows
 * from the edges alone, so that counts at an edge are exact. Magnitudes below the least normal
 * double, 2.2e-308, count as zero.
 */
public final class Buckets {

  /** How far the middle of a bucket is from any of its values, relative to the value. */
  public static final double RELATIVE_ERROR = 0.005;

  /** The bucket of zero. */
  public static final int ZERO = 0;

  /** Makes every positive bucket's number positive; gamma^74800 is beyond the largest double. */
  private static final int OFFSET = 1 << 20;

  private static final double GAMMA = (1.0 + RELATIVE_ERROR) / (1.0 - RELATIVE_ERROR);
  private static final double LOG_GAMMA = StrictMath.log(GAMMA);
  private static final double MIDDLE = 2.0 / (1.0 + GAMMA);

  /** Closer to a whole number than this, the quotient of logarithms does not tell the side. */
  private static final double UNSURE = 1e-6;

  private Buckets() {}

  /**
   * The bucket of a value.
   *
   * @throws IllegalArgumentException if the value is not finite
   */
  public static int of(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("v is " + value + "; it must be finite");
    }
    double magnitude = Math.abs(value);
    if (magnitude < Double.MIN_NORMAL) {
      return ZERO;
    }
    int bucket = OFFSET + exponent(magnitude);
    return value > 0.0 ? bucket : -bucket;
  }

  /** The least value in the bucket. */
  public static double least(int bucket) {
    if (bucket == ZERO) {
      return 0.0;
    }
    return bucket > 0
        ? Math.max(Double.MIN_NORMAL, Math.nextUp(edge(bucket - OFFSET - 1)))
        : -greatest(-bucket);
  }

  /** The greatest value in the bucket. */
  public static double greatest(int bucket) {
    if (bucket == ZERO) {
      return 0.0;
    }
    return bucket > 0 ? edge(bucket - OFFSET) : -least(-bucket);
  }

  /** The value that stands for the bucket's, within {@link #RELATIVE_ERROR} of each. */
  public static double middle(int bucket) {
    if (bucket == ZERO) {
      return 0.0;
    }
    double middle = edge(Math.abs(bucket) - OFFSET) * MIDDLE;
    return bucket > 0 ? middle : -middle;
  }

  private static int exponent(double magnitude) {
    double quotient = StrictMath.log(magnitude) / LOG_GAMMA;
    double nearest = Math.rint(quotient);
    if (Math.abs(quotient - nearest) > UNSURE) {
      return (int) Math.ceil(quotient);
    }
    int exponent = (int) nearest;
    return magnitude <= edge(exponent) ? exponent : exponent + 1;
  }

  private static double edge(int exponent) {
    return Math.min(Double.MAX_VALUE, StrictMath.exp(exponent * LOG_GAMMA));
  }
}
