package io.plumbline.local.publish;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentSuccession;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.Problem;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.ExperimentDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a file says of an experiment, as a document with its history: a change acts from the later
 * of its own time and the time at which it is committed; what has acted stays as it was.
 */
final class Committed {
  private Committed() {}

  /** Of the first configuration that there is: everything acts from its own time. */
  static ExperimentDocument first(Experiment file) {
    return ExperimentDocument.of(file);
  }

  /** Of an experiment that is new among others. */
  static ExperimentDocument added(Experiment file, long now) {
    long startedAt = Math.max(file.startedAt(), now);
    Experiment known =
        with(
            file,
            startedAt,
            file.stoppedAt() == null ? null : Math.max(file.stoppedAt(), now),
            file.allocations(),
            file.metrics(),
            now,
            now,
            null);
    return new ExperimentDocument(known, Map.of());
  }

  /**
   * Of an experiment that has a document.
   *
   * @throws ConfigurationException if the file changes what cannot be changed
   */
  static ExperimentDocument changed(ExperimentDocument document, Experiment file, long now) {
    Experiment known = document.experiment();
    Map<Long, Long> ownTimes = new HashMap<>();
    boolean sameStart = known.startedAt() == later(file.startedAt(), known.knownFrom());
    boolean sameStop =
        Objects.equals(
            known.stoppedAt(),
            file.stoppedAt() == null ? null : later(file.stoppedAt(), known.stopKnownFrom()));
    Long stoppedAt = file.stoppedAt() == null ? null : Long.valueOf(later(file.stoppedAt(), now));
    Experiment newer =
        with(
            file,
            sameStart ? known.startedAt() : later(file.startedAt(), now),
            sameStop ? known.stoppedAt() : stoppedAt,
            allocations(document, file, now, ownTimes),
            metrics(known, file, now),
            known.knownFrom(),
            sameStop ? known.stopKnownFrom() : now,
            known.plannedStop());
    List<Problem> problems = ExperimentSuccession.problems(known, newer, now);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems.stream().map(Problem::message).toList());
    }
    return new ExperimentDocument(ExperimentSuccession.of(known, newer, now), ownTimes);
  }

  private static long later(long own, long committed) {
    return Math.max(own, committed);
  }

  private static List<Allocation> allocations(
      ExperimentDocument document, Experiment file, long now, Map<Long, Long> ownTimes) {
    TreeMap<Long, Allocation> byBegin = new TreeMap<>();
    Set<Allocation> kept = new HashSet<>();
    for (Allocation planned : file.allocations()) {
      Allocation before =
          document.experiment().allocations().stream()
              .filter(a -> document.effectiveAt(a) == planned.effectiveAt())
              .filter(a -> a.isSameAs(beginning(planned, a.effectiveAt())))
              .findFirst()
              .orElse(null);
      long begin = before == null ? later(planned.effectiveAt(), now) : before.effectiveAt();
      kept.add(before);
      // Of several that come too late at once the last one acts.
      byBegin.put(begin, beginning(planned, begin));
      if (begin != planned.effectiveAt()) {
        ownTimes.put(begin, planned.effectiveAt());
      }
    }
    for (Allocation acted : document.experiment().allocations()) {
      if (acted.effectiveAt() < now && !kept.contains(acted)) {
        byBegin.putIfAbsent(acted.effectiveAt(), acted);
        if (document.effectiveAt(acted) != acted.effectiveAt()) {
          ownTimes.putIfAbsent(acted.effectiveAt(), document.effectiveAt(acted));
        }
      }
    }
    return List.copyOf(byBegin.values());
  }

  private static Allocation beginning(Allocation allocation, long begin) {
    return new Allocation(begin, allocation.weights(), allocation.traffic());
  }

  private static List<ExperimentMetric> metrics(Experiment known, Experiment file, long now) {
    Set<String> versions = new HashSet<>();
    known.metrics().forEach(use -> versions.add(version(use.metric())));
    List<ExperimentMetric> metrics = new ArrayList<>();
    for (ExperimentMetric use : file.metrics()) {
      metrics.add(
          versions.contains(version(use.metric()))
              ? use
              : new ExperimentMetric(use.metric().validFrom(now), use.terms()));
    }
    return metrics;
  }

  private static String version(Metric metric) {
    return metric.key() + "@" + metric.version();
  }

  private static Experiment with(
      Experiment file,
      long startedAt,
      Long stoppedAt,
      List<Allocation> allocations,
      List<ExperimentMetric> metrics,
      long knownFrom,
      long stopKnownFrom,
      Long plannedStop) {
    return file.but()
        .startedAt(startedAt)
        .stoppedAt(stoppedAt)
        .allocations(allocations)
        .metrics(metrics)
        .knownFrom(knownFrom)
        .stopKnownFrom(stopKnownFrom)
        .plannedStop(plannedStop)
        .build();
  }
}
