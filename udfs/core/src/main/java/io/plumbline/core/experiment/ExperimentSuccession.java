package io.plumbline.core.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a newer document of an experiment follows the one that was in force. What has acted already
 * cannot change: rows were published on it, and results are kept by the places of variants, epochs
 * and metrics.
 *
 * <ul>
 *   <li>The unit type, the control and the variants' order stay; new variants come last.
 *   <li>A start, a stop and allocations that have acted stay.
 *   <li>A metric's version keeps its definition, the time from which it counts, and its place. One
 *       that is no longer named is retired; new ones come last.
 * </ul>
 */
public final class ExperimentSuccession {

  /** Nothing has acted yet. */
  public static final long NEVER = Long.MIN_VALUE;

  private record Version(String metric, int version) {
    static Version of(ExperimentMetric use) {
      return new Version(use.metric().key(), use.metric().version());
    }
  }

  private final Experiment known;
  private final Experiment newer;
  private final long actedUntil;
  private final List<Problem> problems = new ArrayList<>();

  private ExperimentSuccession(Experiment known, Experiment newer, long actedUntil) {
    this.known = known;
    this.newer = newer;
    this.actedUntil = actedUntil;
  }

  /**
   * Why the newer one cannot follow; empty if it can.
   *
   * @param actedUntil the instant up to which the configuration has been acted on, milliseconds
   *     since the epoch: the largest heartbeat so far; {@link #NEVER} before the first
   */
  public static List<Problem> problems(Experiment known, Experiment newer, long actedUntil) {
    ExperimentSuccession succession = new ExperimentSuccession(known, newer, actedUntil);
    succession.identity();
    succession.time();
    succession.allocations();
    succession.metrics();
    return succession.problems;
  }

  /**
   * The newer one in the place of the known one.
   *
   * @param actedUntil see {@link #problems}, which must be empty; metrics that are no longer named
   *     are retired from then on
   */
  public static Experiment of(Experiment known, Experiment newer, long actedUntil) {
    Map<Version, ExperimentMetric> named = new LinkedHashMap<>();
    newer.metrics().forEach(use -> named.put(Version.of(use), use));
    List<ExperimentMetric> metrics = new ArrayList<>();
    for (ExperimentMetric use : known.metrics()) {
      ExperimentMetric again = named.remove(Version.of(use));
      metrics.add(again == null ? use.retiredFrom(actedUntil) : inPlaceOf(use, again));
    }
    metrics.addAll(named.values());
    boolean sameStop = Objects.equals(known.stoppedAt(), newer.stoppedAt());
    return newer.with(
        List.copyOf(metrics),
        known.knownFrom(),
        sameStop ? known.stopKnownFrom() : newer.stopKnownFrom());
  }

  private static ExperimentMetric inPlaceOf(ExperimentMetric known, ExperimentMetric again) {
    return new ExperimentMetric(
        again.metric().validFrom(known.metric().validFrom()),
        again.role(),
        again.margin(),
        again.mde(),
        Math.min(known.validUntil(), again.validUntil()));
  }

  private void identity() {
    if (!known.unitType().equals(newer.unitType())) {
      error("unit_type", newer.unitType(), "what it was, " + known.unitType());
    }
    List<String> before = known.variants().stream().map(Variant::key).toList();
    List<String> now = newer.variants().stream().map(Variant::key).toList();
    if (now.size() < before.size() || !now.subList(0, before.size()).equals(before)) {
      error(
          "variants",
          String.join(", ", now),
          String.join(", ", before) + " and then others: none can be removed or moved");
    }
    if (!known.control().key().equals(newer.control().key())) {
      error(
          "variants",
          "with control " + newer.control().key(),
          "the control that it was, " + known.control().key());
    }
  }

  private void time() {
    long earliest = Math.min(known.startedAt(), newer.startedAt());
    if (known.startedAt() != newer.startedAt() && earliest < actedUntil) {
      error(
          "started_at",
          Texts.instant(newer.startedAt()),
          known.startedAt() < actedUntil
              ? "what it was, " + Texts.instant(known.startedAt()) + ": it has started"
              : Texts.instant(actedUntil) + " or later: what came before has been published");
    }
    Long stop = newer.stoppedAt();
    if (Objects.equals(known.stoppedAt(), stop)) {
      return;
    }
    if (known.stoppedAt() != null && known.stoppedAt() < actedUntil) {
      error(
          "stopped_at",
          stop == null ? "missing" : Texts.instant(stop),
          "what it was, " + Texts.instant(known.stoppedAt()) + ": it has stopped");
    } else if (stop != null && stop < actedUntil) {
      error(
          "stopped_at",
          Texts.instant(stop),
          Texts.instant(actedUntil) + " or later: what came before has been published");
    }
  }

  private void allocations() {
    Map<Long, Allocation> before = acted(known);
    Map<Long, Allocation> now = acted(newer);
    for (Allocation allocation : before.values()) {
      Allocation again = now.remove(allocation.effectiveAt());
      if (again == null || !allocation.isSameAs(again)) {
        error(
            "allocations",
            (again == null ? "without that of " : "different at ") + at(allocation),
            "what it was: it has acted");
      }
    }
    for (Allocation late : now.values()) {
      error(
          "allocations",
          "newly from " + at(late),
          Texts.instant(actedUntil) + " or later: what came before has been published");
    }
  }

  private static String at(Allocation allocation) {
    return Texts.instant(allocation.effectiveAt());
  }

  private Map<Long, Allocation> acted(Experiment experiment) {
    Map<Long, Allocation> acted = new LinkedHashMap<>();
    for (Allocation allocation : experiment.allocations()) {
      if (allocation.effectiveAt() < actedUntil) {
        acted.put(allocation.effectiveAt(), allocation);
      }
    }
    return acted;
  }

  private void metrics() {
    Map<Version, Metric> before = new LinkedHashMap<>();
    known.metrics().forEach(use -> before.put(Version.of(use), use.metric()));
    for (ExperimentMetric use : newer.metrics()) {
      Metric metric = before.get(Version.of(use));
      if (metric != null && !metric.hasSameDefinition(use.metric())) {
        error(
            "metrics." + metric.key(),
            "another definition under version " + metric.version(),
            "a higher version for a changed definition");
      }
    }
  }

  private void error(String field, String found, String allowed) {
    problems.add(Problem.error("experiment " + known.key(), field, found, allowed));
  }
}
