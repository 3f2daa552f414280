package io.plumbline.core.assignment;

import io.plumbline.core.statistics.IntegerWeights;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * Deterministic assignment of units to variants.
 *
 * <p>A unit's bucket in [0, 1) falls into a variant's range, which begins at the sum of the shares
 * before it and is as wide as traffic times its own share. So a change of traffic lets units in or
 * out, but never moves one from a variant to another. Hash versions:
 *
 * <ul>
 *   <li>{@code growthbook-1}, {@code growthbook-2}: FNV-1a (32 bits) over UTF-16 code units, to
 *       three and four decimals, as GrowthBook's SDKs.
 *   <li>{@code sha256}: the first 8 bytes of SHA-256 of salt + "." + unit id in UTF-8, as an
 *       unsigned fraction cut to 53 bits (rounded, it could be 1).
 * </ul>
 */
public final class Assignment {

  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private Assignment() {}

  /**
   * The unit's bucket, in [0, 1).
   *
   * @param hashVersion growthbook-1, growthbook-2 or sha256
   * @throws IllegalArgumentException on another hash version
   */
  public static double bucket(String unitId, String salt, String hashVersion) {
    return switch (hashVersion) {
      case "growthbook-1" -> (fnv1a(unitId + salt) % 1000) / 1000.0;
      case "growthbook-2" -> (fnv1a(Long.toString(fnv1a(salt + unitId))) % 10_000) / 10_000.0;
      case "sha256" -> (sha256(salt + "." + unitId) >>> 11) * 0x1p-53;
      default ->
          throw new IllegalArgumentException(
              "hash_version is "
                  + hashVersion
                  + "; allowed are growthbook-1, growthbook-2 and sha256");
    };
  }

  /**
   * The unit's variant.
   *
   * @param hashVersion growthbook-1, growthbook-2 or sha256
   * @param variants keys, in their configured order
   * @param weights relative, one per variant, each at least 0, at least one above 0
   * @param traffic the share of units that take part, from 0 to 1
   * @return empty if the unit is outside the traffic
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Optional<String> assign(
      String unitId,
      String salt,
      String hashVersion,
      List<String> variants,
      double[] weights,
      double traffic) {
    return assign(unitId, salt, hashVersion, variants, IntegerWeights.of(weights), traffic);
  }

  /** As {@link #assign(String, String, String, List, double[], double)}, by integer weights. */
  public static Optional<String> assign(
      String unitId,
      String salt,
      String hashVersion,
      List<String> variants,
      long[] weights,
      double traffic) {
    if (variants.size() != weights.length) {
      throw new IllegalArgumentException(
          "variants has "
              + variants.size()
              + " and weights has "
              + weights.length
              + "; they must be as many");
    }
    if (!(traffic >= 0.0 && traffic <= 1.0)) {
      throw new IllegalArgumentException("traffic is " + traffic + "; allowed are 0 to 1");
    }
    double bucket = bucket(unitId, salt, hashVersion);
    long total = total(weights);
    long before = 0;
    for (int i = 0; i < weights.length; i++) {
      double start = (double) before / total;
      before += weights[i];
      double next = (double) before / total;
      // At full traffic the ranges meet exactly, which start + (next - start) would not promise.
      double end = traffic == 1.0 ? next : start + traffic * (next - start);
      if (bucket >= start && bucket < end) {
        return Optional.of(variants.get(i));
      }
    }
    return Optional.empty();
  }

  private static long total(long[] weights) {
    long total = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] < 0) {
        throw new IllegalArgumentException(
            "weights[" + i + "] is " + weights[i] + "; it must be at least 0");
      }
      total = Math.addExact(total, weights[i]);
    }
    if (total == 0) {
      throw new IllegalArgumentException("weights holds none above 0; at least one is needed");
    }
    return total;
  }

  private static long fnv1a(String text) {
    int hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return Integer.toUnsignedLong(hash);
  }

  private static long sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
