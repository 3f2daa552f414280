package io.plumbline.core.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * How a newer document of an experiment follows the one that was in force. What has acted already
 * cannot change: rows were published on it, and results are kept by the places of variants, epochs
 * and metrics. Before the start nothing has acted, and everything may change.
 *
 * <ul>
 *   <li>What the numbers depend on as a whole (unit type, control, order of variants, assignment,
 *       thresholds) stays; new variants come last.
 *   <li>A start, a stop and allocations that have acted stay.
 *   <li>A metric's version keeps its definition, the time from which it counts, and its place. One
 *       that is no longer named is retired; new ones come last. So do dimensions.
 *   <li>A document that tells no history of something is taken to say that it changes now.
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
    if (known.startedAt() >= actedUntil) {
      return known.knownFrom() < actedUntil
          ? newer.but().knownFrom(known.knownFrom()).build()
          : newer;
    }
    boolean sameStop = Objects.equals(known.stoppedAt(), newer.stoppedAt());
    return newer
        .but()
        .variants(variants(known, newer, actedUntil))
        .dimensions(dimensions(known, newer, actedUntil))
        .metrics(metrics(known, newer, actedUntil))
        .notes(notes(known, newer, actedUntil))
        .knownFrom(known.knownFrom())
        .stopKnownFrom(
            sameStop ? known.stopKnownFrom() : Math.max(newer.stopKnownFrom(), actedUntil))
        .plannedStop(known.plannedStop())
        .build();
  }

  private static List<Variant> variants(Experiment known, Experiment newer, long actedUntil) {
    List<Variant> variants = new ArrayList<>(known.variants());
    for (Variant variant : newer.variants().subList(variants.size(), newer.variants().size())) {
      variants.add(variant.validFrom(Math.max(variant.validFrom(), actedUntil)));
    }
    return List.copyOf(variants);
  }

  /** Those that have acted, cut where the newer document no longer has them, then the others. */
  private static List<Dimension> dimensions(Experiment known, Experiment newer, long actedUntil) {
    List<Dimension> dimensions = new ArrayList<>();
    List<Dimension> left = new ArrayList<>(newer.dimensions());
    for (Dimension dimension : known.dimensions()) {
      Dimension again =
          left.stream().filter(d -> isTheSame(dimension, d, actedUntil)).findFirst().orElse(null);
      left.remove(again);
      if (dimension.validUntil() < actedUntil) {
        dimensions.add(dimension);
      } else if (again != null) {
        long until = Math.max(again.validUntil(), actedUntil);
        dimensions.add(new Dimension(dimension.name(), dimension.validFrom(), until));
      } else if (dimension.validFrom() < actedUntil) {
        dimensions.add(dimension.takenAwayAt(actedUntil));
      }
    }
    for (Dimension dimension : left) {
      if (dimension.validUntil() > actedUntil) {
        dimensions.add(dimension.notBefore(actedUntil));
      }
    }
    return List.copyOf(dimensions);
  }

  /** One without history is what is in force. */
  private static boolean isTheSame(Dimension known, Dimension newer, long actedUntil) {
    boolean isInForce = known.validUntil() >= actedUntil;
    return newer.name().equals(known.name())
        && (newer.validFrom() == known.validFrom()
            || isInForce && newer.validFrom() == Experiment.ALWAYS);
  }

  /** Those that have acted, then the others. */
  private static List<Note> notes(Experiment known, Experiment newer, long actedUntil) {
    List<Note> notes = new ArrayList<>();
    known.notes().stream().filter(note -> note.validFrom() < actedUntil).forEach(notes::add);
    for (Note note : newer.notes()) {
      if (notes.stream().noneMatch(note::isSameAs)) {
        notes.add(note.notBefore(actedUntil));
      }
    }
    return List.copyOf(notes);
  }

  private static List<ExperimentMetric> metrics(
      Experiment known, Experiment newer, long actedUntil) {
    Map<Version, ExperimentMetric> named = new LinkedHashMap<>();
    newer.metrics().forEach(use -> named.put(Version.of(use), use));
    List<ExperimentMetric> metrics = new ArrayList<>();
    for (ExperimentMetric use : known.metrics()) {
      ExperimentMetric again = named.remove(Version.of(use));
      metrics.add(again == null ? use.retiredFrom(actedUntil) : inPlaceOf(use, again, actedUntil));
    }
    for (ExperimentMetric use : named.values()) {
      Metric metric = use.metric();
      metrics.add(
          new ExperimentMetric(
              metric.validFrom(Math.max(metric.validFrom(), actedUntil)), use.terms()));
    }
    return List.copyOf(metrics);
  }

  private static ExperimentMetric inPlaceOf(
      ExperimentMetric known, ExperimentMetric again, long actedUntil) {
    Metric metric = again.metric().validFrom(known.metric().validFrom());
    return new ExperimentMetric(metric, known.followedBy(again, actedUntil).terms());
  }

  private void identity() {
    if (known.startedAt() >= actedUntil) {
      return;
    }
    stays("unit_type", known.unitType(), newer.unitType());
    stays("salt", known.salt(), newer.salt());
    stays("hash_version", known.hashVersion(), newer.hashVersion());
    stays("srm_alpha", known.srmAlpha(), newer.srmAlpha());
    stays("alpha", known.alpha(), newer.alpha());
    stays("planned_units", known.plannedUnits(), newer.plannedUnits());
    stays(
        "crossover_policy",
        known.crossoverPolicy().name().toLowerCase(Locale.ROOT),
        newer.crossoverPolicy().name().toLowerCase(Locale.ROOT));
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

  private void stays(String field, Object was, Object is) {
    if (!Objects.equals(was, is)) {
      error(field, is == null ? "missing" : is, "what it was, " + (was == null ? "missing" : was));
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
    if (Math.min(known.startedAt(), newer.startedAt()) >= actedUntil) {
      return;
    }
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
    if (known.startedAt() >= actedUntil) {
      return;
    }
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

  private void error(String field, Object found, String allowed) {
    problems.add(Problem.error("experiment " + known.key(), field, found, allowed));
  }
}
