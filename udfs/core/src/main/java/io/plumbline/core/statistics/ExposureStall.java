package io.plumbline.core.statistics;

/**
 * Exposures that stop although the other experiments' go on: a process over buckets of 5 minutes.
 *
 * <p>Ours. With a <- .95 a + x and s <- .95 s + g as they stood before the bucket, scaled so that a
 * is at most 400, L = mean over rho in {.02, .2} of (2 rho)^x ((s + .5 g)/(s + rho g))^(a+x): the
 * gamma-Poisson predictive probability of x at rho times the past rate over that at half of it. M
 * <- max(1, M) L; alarm at M at least 10^4. About no false alarm in 30 days at a log-sd of 0.2; an
 * outage is found in one or two buckets at 20 exposures a bucket.
 *
 * @param exposures a, discounted
 * @param reference s, discounted
 * @param buckets so far
 * @param logM log of M; 0 while it warms up
 */
public record ExposureStall(double exposures, double reference, int buckets, double logM) {

  /** Before the first bucket. */
  public static final ExposureStall START = new ExposureStall(0.0, 0.0, 0, 0.0);

  /** log M at which to alarm. */
  public static final double ALARM = StrictMath.log(1e4);

  /** Buckets that only teach the usual rate: two hours. */
  public static final int WARM_UP = 24;

  private static final double KEPT = 0.95;
  private static final double MOST_EXPOSURES = 400.0;
  private static final double HALF = 0.5;
  private static final double[] RESTS = {0.02, 0.2};

  /**
   * After one more bucket.
   *
   * @param x exposures in the bucket, at least 0
   * @param g what they are measured by, above 0: the exposures of all other experiments + 1, or the
   *     usual ones at this time of day + 1/2
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public ExposureStall next(long x, double g) {
    if (x < 0) {
      throw new IllegalArgumentException("exposures is " + x + "; it must be at least 0");
    }
    if (!(g > 0.0) || Double.isInfinite(g)) {
      throw new IllegalArgumentException("reference is " + g + "; it must be finite and above 0");
    }
    double next = isWarm(buckets) ? Math.max(0.0, logM) + logL(x, g) : 0.0;
    return new ExposureStall(
        discounted(exposures, x), discounted(reference, g), Math.addExact(buckets, 1), next);
  }

  /** A discounted sum after one more bucket. */
  public static double discounted(double sum, double more) {
    return KEPT * sum + more;
  }

  /** What a discounted count of so many buckets is, if there is 1 in each. */
  public static double mass(int buckets) {
    return (1.0 - StrictMath.pow(KEPT, buckets)) / (1.0 - KEPT);
  }

  /** Whether a process of so many buckets judges the next one, and does not only learn from it. */
  public static boolean isWarm(int buckets) {
    return buckets >= WARM_UP;
  }

  /** Whether to alarm now. */
  public boolean isAlarm() {
    return logM >= ALARM;
  }

  private double logL(long x, double g) {
    double scale = exposures > MOST_EXPOSURES ? MOST_EXPOSURES / exposures : 1.0;
    double a = scale * exposures;
    double s = scale * reference;
    return LogSpace.mean(logL(x, g, a, s, RESTS[0]), logL(x, g, a, s, RESTS[1]));
  }

  private static double logL(long x, double g, double a, double s, double rest) {
    // (s + g/2) / (s + rho g) - 1, so that a long past keeps its digits.
    double excess = (HALF - rest) * g / (s + rest * g);
    return x * StrictMath.log(2.0 * rest) + (a + x) * StrictMath.log1p(excess);
  }
}
