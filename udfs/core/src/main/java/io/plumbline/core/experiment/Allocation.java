package io.plumbline.core.experiment;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Planned weights of the variants from a moment on.
 *
 * @param effectiveAt milliseconds since the epoch
 * @param weights relative, not negative, by variant key; a variant that is not named has weight 0
 * @param traffic the share of eligible units that takes part, in [0, 1]
 */
public record Allocation(long effectiveAt, Map<String, BigDecimal> weights, double traffic) {

  /** Whether both plan the same from the same time on, however the weights are written. */
  public boolean isSameAs(Allocation other) {
    return effectiveAt == other.effectiveAt && plansTheSameAs(other);
  }

  /** Whether both plan the same, from whatever time on. */
  public boolean plansTheSameAs(Allocation other) {
    Set<String> variants = new HashSet<>(weights.keySet());
    variants.addAll(other.weights.keySet());
    return traffic == other.traffic
        && variants.stream().allMatch(key -> weight(key).compareTo(other.weight(key)) == 0);
  }

  public BigDecimal weight(String variantKey) {
    return weights.getOrDefault(variantKey, BigDecimal.ZERO);
  }
}
