package io.plumbline.local.inspect;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.statistics.ChiSquared;
import io.plumbline.core.statistics.IntegerWeights;
import io.plumbline.core.statistics.SrmEValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The split of one experiment among the units that were seen, each under the variant of its first
 * exposure by event time.
 */
final class SplitTally {

  private record First(String variant, long eventTime) {}

  /**
   * The test of the split.
   *
   * @param configured whether the weights are the configured ones; else equal
   * @param chiSquaredP empty where the counts are too small for the approximation
   */
  record Srm(boolean configured, double anytimeP, OptionalDouble chiSquaredP) {}

  private final Experiment experiment;
  private final TreeMap<String, Long> exposures = new TreeMap<>();
  private final Map<String, First> units = new HashMap<>();
  private long crossovers;

  /**
   * @param experiment null if it is not configured
   */
  SplitTally(Experiment experiment) {
    this.experiment = experiment;
  }

  void add(Exposure exposure) {
    exposures.merge(exposure.variantKey(), 1L, Long::sum);
    String unit = unit(exposure);
    if (unit == null || !isTested(exposure.eventTime())) {
      return;
    }
    First found = new First(exposure.variantKey(), exposure.eventTime());
    First known = units.putIfAbsent(unit, found);
    if (known == null) {
      return;
    }
    if (!known.variant().equals(found.variant())) {
      crossovers++;
    }
    if (found.eventTime() < known.eventTime()) {
      units.put(unit, found);
    }
  }

  /** With the configured unit type if there is one; else whatever comes first. */
  private String unit(Exposure exposure) {
    Map<String, String> identities = exposure.identities();
    if (experiment != null) {
      return identities.get(experiment.unitType());
    }
    Map.Entry<String, String> first = identities.entrySet().iterator().next();
    return first.getKey() + "=" + first.getValue();
  }

  /** Units of the last allocation only: earlier weights were others. */
  private boolean isTested(long eventTime) {
    if (experiment == null) {
      return true;
    }
    Allocation last = experiment.allocations().get(experiment.allocations().size() - 1);
    return experiment.isRunningAt(eventTime) && eventTime >= last.effectiveAt();
  }

  boolean isConfigured() {
    return experiment != null;
  }

  long exposures(String variant) {
    return exposures.getOrDefault(variant, 0L);
  }

  long crossovers() {
    return crossovers;
  }

  /** Distinct units by variant; configured variants that nobody saw have 0. */
  Map<String, Long> units() {
    TreeMap<String, Long> counts = new TreeMap<>();
    for (String variant : variants()) {
      counts.put(variant, 0L);
    }
    units.values().forEach(first -> counts.merge(first.variant(), 1L, Long::sum));
    return Collections.unmodifiableMap(counts);
  }

  private TreeSet<String> variants() {
    TreeSet<String> variants = new TreeSet<>(exposures.keySet());
    if (experiment != null) {
      experiment.variants().forEach(variant -> variants.add(variant.key()));
    }
    return variants;
  }

  /** Null with fewer than two variants to compare. */
  Srm srm() {
    Map<String, Long> counts = units();
    List<BigDecimal> weights = new ArrayList<>();
    List<Long> observed = new ArrayList<>();
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      BigDecimal weight = weight(count.getKey());
      if (weight.signum() > 0) {
        weights.add(weight);
        observed.add(count.getValue());
      }
    }
    if (weights.size() < 2) {
      return null;
    }
    long[] units = observed.stream().mapToLong(Long::longValue).toArray();
    long[] planned = IntegerWeights.of(weights);
    double logE = SrmEValue.logE(units, planned);
    return new Srm(
        experiment != null,
        SrmEValue.anytimePValue(logE),
        ChiSquared.test(units, planned).stream()
            .mapToDouble(ChiSquared.Result::pValue)
            .findFirst());
  }

  private BigDecimal weight(String variant) {
    return experiment == null
        ? BigDecimal.ONE
        : experiment.allocations().get(experiment.allocations().size() - 1).weight(variant);
  }
}
