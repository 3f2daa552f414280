package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The assignment by hash: the first eight bytes of SHA-256 of salt + "." + unit id, as a fraction
 * of 2^64, fall into a variant's part of its share.
 */
final class Hash {

  private static final BigDecimal RANGE = new BigDecimal(BigInteger.ONE.shiftLeft(64));
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  private Hash() {}

  /** The variant that the hash gives a unit; null: none, or nothing is known of the hash. */
  static String variant(Experiment experiment, String unitId, Epoch epoch) {
    if (experiment.salt() == null) {
      return null;
    }
    BigDecimal fraction = fraction(experiment.salt() + "." + unitId);
    BigDecimal total = new BigDecimal(epoch.totalWeight());
    BigInteger before = BigInteger.ZERO;
    for (int i = 0; i < epoch.weights().length; i++) {
      BigDecimal start = new BigDecimal(before).divide(total, DIGITS);
      BigDecimal share = new BigDecimal(epoch.weights()[i]).divide(total, DIGITS);
      BigDecimal end = start.add(share.multiply(epoch.traffic()));
      if (fraction.compareTo(start) >= 0 && fraction.compareTo(end) < 0) {
        return experiment.variants().get(i);
      }
      before = before.add(epoch.weights()[i]);
    }
    return null;
  }

  static boolean differs(Experiment experiment, UnitInput unit, Enrollment enrollment) {
    return experiment.salt() != null
        && !enrollment.variantKey().equals(variant(experiment, unit.id, enrollment.epoch));
  }

  private static BigDecimal fraction(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      BigInteger first = new BigInteger(1, Arrays.copyOf(digest, 8));
      return new BigDecimal(first).divide(RANGE, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
