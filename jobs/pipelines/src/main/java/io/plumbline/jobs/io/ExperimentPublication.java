package io.plumbline.jobs.io;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentSuccession;
import io.plumbline.core.experiment.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a file's experiment becomes as a document, given the one that is published. The first
 * publication of all acts from its own times; what comes later acts from the later of its own time
 * and the time at which it was committed.
 */
final class ExperimentPublication {
  private final ExperimentDocument published;
  private final Experiment wanted;
  private final long committedAt;
  private final List<String> problems = new ArrayList<>();

  private ExperimentPublication(ExperimentDocument published, Experiment wanted, long committedAt) {
    this.published = published;
    this.wanted = wanted;
    this.committedAt = committedAt;
  }

  /** The first publication: nothing has been published yet, of any experiment. */
  static ExperimentDocument first(Experiment wanted) {
    return ExperimentDocument.of(wanted);
  }

  /**
   * An experiment that comes later than others.
   *
   * @param committedAt later than every heartbeat so far, milliseconds since the epoch
   * @throws ConfigurationException if it would be over before it begins
   */
  static ExperimentDocument added(Experiment wanted, long committedAt) {
    Long stoppedAt = wanted.stoppedAt();
    if (stoppedAt != null && stoppedAt <= committedAt) {
      throw new ConfigurationException(
          "experiment %s: stopped_at is %s, which is over; allowed: later than %s"
              .formatted(wanted.key(), at(stoppedAt), at(committedAt)));
    }
    Experiment added =
        wanted.configured(
            Math.max(wanted.startedAt(), committedAt),
            stoppedAt,
            wanted.allocations(),
            wanted.metrics(),
            committedAt,
            committedAt);
    return ExperimentDocument.of(added);
  }

  /**
   * A newer state of what is published; the same, if nothing has changed.
   *
   * @param committedAt later than every heartbeat so far, milliseconds since the epoch
   * @throws ConfigurationException naming what cannot change any more
   */
  static ExperimentDocument changed(
      ExperimentDocument published, Experiment wanted, long committedAt) {
    return new ExperimentPublication(published, wanted, committedAt).changed();
  }

  private ExperimentDocument changed() {
    Experiment known = published.experiment();
    Map<Long, Long> effectiveAt = new HashMap<>();
    List<Allocation> allocations = allocations(effectiveAt);
    Long stop = stop(known);
    boolean sameStop = Objects.equals(stop, known.stoppedAt());
    Experiment next =
        wanted.configured(
            start(known),
            stop,
            allocations,
            metrics(known),
            known.knownFrom(),
            sameStop ? known.stopKnownFrom() : committedAt);
    ExperimentSuccession.problems(known, next, committedAt).stream()
        .map(Problem::message)
        .forEach(problems::add);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new ExperimentDocument(ExperimentSuccession.of(known, next, committedAt), effectiveAt);
  }

  /** What began at its commit begins there still, as long as the file wants it earlier. */
  private long start(Experiment known) {
    boolean wasLate = known.startedAt() == known.knownFrom();
    boolean isAsBefore =
        wanted.startedAt() == known.startedAt()
            || wasLate && wanted.startedAt() < known.startedAt();
    return isAsBefore ? known.startedAt() : Math.max(wanted.startedAt(), committedAt);
  }

  private Long stop(Experiment known) {
    Long before = known.stoppedAt();
    Long now = wanted.stoppedAt();
    if (now == null || now.equals(before)) {
      return now;
    }
    boolean wasLate = before != null && before == known.stopKnownFrom();
    return wasLate && now < before ? before : Long.valueOf(Math.max(now, committedAt));
  }

  private List<Allocation> allocations(Map<Long, Long> effectiveAt) {
    List<Allocation> next = new ArrayList<>();
    Map<Long, Allocation> last = new LinkedHashMap<>();
    published.experiment().allocations().forEach(a -> last.put(published.effectiveAt(a), a));
    for (Allocation allocation : published.experiment().allocations()) {
      long own = published.effectiveAt(allocation);
      Optional<Allocation> again = wanted(own);
      boolean hasActed = allocation.effectiveAt() < committedAt;
      if (again.isEmpty() && hasActed) {
        problems.add(
            problem(
                "allocations is without that of " + at(own),
                "what has acted, and others that come later"));
      }
      boolean isAsPlanned = again.isPresent() && allocation.plansTheSameAs(again.get());
      if (hasActed || isAsPlanned && last.get(own) == allocation) {
        next.add(allocation);
        effectiveAt.put(allocation.effectiveAt(), own);
      }
    }
    for (Allocation planned : wanted.allocations()) {
      Allocation before = last.get(planned.effectiveAt());
      if (before == null || !before.plansTheSameAs(planned)) {
        add(planned, next, effectiveAt);
      }
    }
    effectiveAt.entrySet().removeIf(times -> times.getKey().equals(times.getValue()));
    next.sort(Comparator.comparingLong(Allocation::effectiveAt));
    return List.copyOf(next);
  }

  private void add(Allocation planned, List<Allocation> next, Map<Long, Long> effectiveAt) {
    long own = planned.effectiveAt();
    boolean isOver =
        wanted.allocations().stream()
            .anyMatch(other -> own < other.effectiveAt() && other.effectiveAt() <= committedAt);
    if (isOver) {
      problems.add(
          problem("allocations is different at " + at(own), "what it was: another has followed"));
      return;
    }
    long begin = Math.max(own, committedAt);
    next.add(new Allocation(begin, planned.weights(), planned.traffic()));
    effectiveAt.put(begin, own);
  }

  private Optional<Allocation> wanted(long own) {
    return wanted.allocations().stream().filter(a -> a.effectiveAt() == own).findFirst();
  }

  private List<ExperimentMetric> metrics(Experiment known) {
    List<ExperimentMetric> metrics = new ArrayList<>();
    for (ExperimentMetric use : wanted.metrics()) {
      Optional<ExperimentMetric> before =
          known.metrics().stream()
              .filter(
                  other ->
                      other.metric().key().equals(use.metric().key())
                          && other.metric().version() == use.metric().version())
              .findFirst();
      if (before.isPresent() && before.get().isRetiredAt(committedAt)) {
        problems.add(
            problem(
                "metrics is with %s version %d, which was retired at %s"
                    .formatted(
                        use.metric().key(), use.metric().version(), at(before.get().validUntil())),
                "a higher version"));
      }
      metrics.add(
          before.isPresent()
              ? use
              : new ExperimentMetric(
                  use.metric().validFrom(committedAt), use.role(), use.margin(), use.mde()));
    }
    return List.copyOf(metrics);
  }

  private String problem(String found, String allowed) {
    return "experiment " + wanted.key() + ": " + found + "; allowed: " + allowed;
  }

  private static String at(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }
}
