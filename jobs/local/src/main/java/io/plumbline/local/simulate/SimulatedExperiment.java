package io.plumbline.local.simulate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An experiment of the simulated product: what the configuration states, and what is really so.
 *
 * @param settings plain fields of the YAML entry (name, owner, ...), values as YAML scalars
 * @param variants in configured order, the control first
 * @param allocations by time, the first not after {@code startedAt}
 * @param metrics metric key to role and further fields, values as YAML scalars
 * @param participation share of the eligible users that are ever exposed
 * @param redraw chance that a unit's later exposure draws its variant anew (a crossover, if it
 *     differs)
 * @param salt of the hash by which units are assigned; null: they draw their variant
 * @param spoiled variant to the share of its units that send a value which cannot be counted
 * @param rateRatios variant to event name to the factor on the rate of that event after enrollment
 * @param story one sentence for truth.json
 * @param expectedVerdict what the scorecard should say at 20,000 units
 */
record SimulatedExperiment(
    String key,
    Map<String, String> settings,
    String unitType,
    Instant startedAt,
    Instant stoppedAt,
    List<String> variants,
    List<Allocation> allocations,
    List<String> dimensions,
    Map<String, Map<String, String>> metrics,
    double participation,
    double redraw,
    String salt,
    Map<String, Double> spoiled,
    Map<String, Map<String, Double>> rateRatios,
    String story,
    String expectedVerdict) {

  /** Planned weights from an instant on, in the order of the variants. */
  record Allocation(Instant effectiveAt, int[] weights) {

    double[] asDoubles() {
      double[] doubles = new double[weights.length];
      for (int i = 0; i < weights.length; i++) {
        doubles[i] = weights[i];
      }
      return doubles;
    }
  }

  int allocationAt(long time) {
    int found = 0;
    for (int i = 0; i < allocations.size(); i++) {
      if (allocations.get(i).effectiveAt().toEpochMilli() <= time) {
        found = i;
      }
    }
    return found;
  }

  long startMillis() {
    return startedAt.toEpochMilli();
  }

  /** Exclusive; the end of time when it is not stopped. */
  long stopMillis() {
    return stoppedAt == null ? Long.MAX_VALUE : stoppedAt.toEpochMilli();
  }

  /** Share of the variant's units that send a value which cannot be counted. */
  double spoiled(String variant) {
    return spoiled.getOrDefault(variant, 0.0);
  }

  /** Whether its exposures are drawn apart, so that what others draw does not depend on it. */
  boolean isApart() {
    return salt != null || !spoiled.isEmpty();
  }

  double rateRatio(String variant, String eventName) {
    return rateRatios.getOrDefault(variant, Map.of()).getOrDefault(eventName, 1.0);
  }

  static Builder builder(String key, String name) {
    return new Builder(key, name);
  }

  /** Reads like the configuration it stands for. */
  static final class Builder {
    private final String key;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private String unitType = "user";
    private Instant startedAt;
    private Instant stoppedAt;
    private List<String> variants = List.of("control", "treatment");
    private final List<Allocation> allocations = new java.util.ArrayList<>();
    private List<String> dimensions = List.of();
    private final Map<String, Map<String, String>> metrics = new LinkedHashMap<>();
    private double participation;
    private double redraw;
    private String salt;
    private final Map<String, Double> spoiled = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> rateRatios = new LinkedHashMap<>();
    private String story = "";
    private String expectedVerdict = "";

    private Builder(String key, String name) {
      this.key = key;
      settings.put("name", Json.quoted(name));
    }

    Builder setting(String field, String scalar) {
      settings.put(field, scalar);
      return this;
    }

    Builder unitType(String value) {
      unitType = value;
      return this;
    }

    Builder runs(Instant from, Instant until) {
      startedAt = from;
      stoppedAt = until;
      return this;
    }

    Builder variants(String... keys) {
      variants = List.of(keys);
      return this;
    }

    Builder allocation(Instant effectiveAt, int... weights) {
      allocations.add(new Allocation(effectiveAt, weights));
      return this;
    }

    Builder dimensions(String... names) {
      dimensions = List.of(names);
      return this;
    }

    Builder metric(String metricKey, String role, String... fields) {
      Map<String, String> entry = new LinkedHashMap<>();
      entry.put("role", role);
      for (int i = 0; i < fields.length; i += 2) {
        entry.put(fields[i], fields[i + 1]);
      }
      metrics.put(metricKey, entry);
      return this;
    }

    Builder participation(double share) {
      participation = share;
      return this;
    }

    Builder redraw(double chance) {
      redraw = chance;
      return this;
    }

    /** Assigned by the hash, {@code sha256}, which the configuration states. */
    Builder salt(String value) {
      salt = value;
      return setting("salt", Json.quoted(value));
    }

    Builder spoiled(String variant, double share) {
      spoiled.put(variant, share);
      return this;
    }

    Builder effect(String variant, String eventName, double rateRatio) {
      rateRatios.computeIfAbsent(variant, v -> new LinkedHashMap<>()).put(eventName, rateRatio);
      return this;
    }

    Builder story(String sentence, String verdict) {
      story = sentence;
      expectedVerdict = verdict;
      return this;
    }

    SimulatedExperiment build() {
      return new SimulatedExperiment(
          key,
          settings,
          unitType,
          startedAt,
          stoppedAt,
          variants,
          List.copyOf(allocations),
          dimensions,
          metrics,
          participation,
          redraw,
          salt,
          spoiled,
          rateRatios,
          story,
          expectedVerdict);
    }
  }
}
