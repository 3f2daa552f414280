package io.plumbline.local.simulate;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws of one unit. {@link StrictMath} throughout, so that a seed gives the same bytes anywhere.
 */
final class Dice {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final SplittableRandom random;

  /** A stream of its own for every (seed, stream): what one unit draws does not move another's. */
  Dice(long seed, long stream) {
    this.random = new SplittableRandom(mix(seed + GOLDEN_GAMMA * (stream + 1)));
  }

  double uniform() {
    return random.nextDouble();
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** In [from, until) milliseconds; {@code from} when that is empty. */
  long between(long from, long until) {
    return until <= from ? from : random.nextLong(from, until);
  }

  double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  double lognormal(double mu, double sigma) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    double normal = radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    return StrictMath.exp(mu + sigma * normal);
  }

  /** Sixteen hexadecimal digits. */
  String hex() {
    String digits = Long.toHexString(random.nextLong());
    return "0".repeat(16 - digits.length()) + digits;
  }

  /** Index drawn in proportion to the weights. */
  int weighted(double[] weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double at = random.nextDouble() * total;
    for (int i = 0; i < weights.length; i++) {
      at -= weights[i];
      if (at < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
