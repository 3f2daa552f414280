package io.plumbline.core.experiment;

import java.math.BigDecimal;
import java.util.Map;

/**
 * Planned weights of the variants from a moment on.
 *
 * @param effectiveAt milliseconds since the epoch
 * @param weights relative, not negative, by variant key; a variant that is not named has weight 0
 * @param traffic the share of eligible units that takes part, in [0, 1]
 */
public record Allocation(long effectiveAt, Map<String, BigDecimal> weights, double traffic) {

  public BigDecimal weight(String variantKey) {
    return weights.getOrDefault(variantKey, BigDecimal.ZERO);
  }
}
