package io.plumbline.core.diagnosis;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {
  private static final int MAX_DECIMALS = 3;

  private Figures() {}

  /** "1,930". */
  public static String count(double units) {
    return String.format(Locale.ROOT, "%,d", Math.round(units));
  }

  /** "48.1 % instead of 50 %", with as many decimals as tell them apart, at most three. */
  public static String shares(double found, double planned) {
    return shares(found, "", planned);
  }

  /**
   * "48.1 % of treatment instead of 50 %".
   *
   * @param whose follows the share that was found
   */
  static String shares(double found, String whose, double planned) {
    int decimals = 1;
    while (decimals < MAX_DECIMALS && percent(found, decimals).equals(percent(planned, decimals))) {
      decimals++;
    }
    return percent(found, decimals) + whose + " instead of " + percent(planned, decimals);
  }

  /** "48.1 %", without zeros at the end. */
  public static String percent(double share, int decimals) {
    BigDecimal percent = BigDecimal.valueOf(share * 100).setScale(decimals, RoundingMode.HALF_EVEN);
    BigDecimal shown = percent.stripTrailingZeros();
    return (shown.scale() < 0 ? shown.setScale(0) : shown).toPlainString() + " %";
  }
}
