package io.plumbline.core.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * A metric in an experiment, with the history of what it was to it. A retired metric keeps its
 * place in the experiment, because results are kept by place.
 *
 * @param terms one or more, in order of time, without overlap; where there are none it is retired
 */
public record ExperimentMetric(Metric metric, List<MetricTerms> terms) {

  /** The end of a metric that was not retired. */
  public static final long IN_FORCE = Long.MAX_VALUE;

  public ExperimentMetric {
    if (terms.isEmpty()) {
      throw new IllegalArgumentException(
          "metric " + metric.key() + " has no terms; one or more are allowed");
    }
    terms = List.copyOf(terms);
  }

  /** A metric that is in force for ever. */
  public ExperimentMetric(Metric metric, MetricRole role, Double margin, Double mde) {
    this(metric, List.of(new MetricTerms(role, margin, mde, Experiment.ALWAYS, IN_FORCE)));
  }

  /** The last role; {@link #at} tells that of an instant. */
  public MetricRole role() {
    return last().role();
  }

  /** The last margin. */
  public Double margin() {
    return last().margin();
  }

  /** The last smallest effect. */
  public Double mde() {
    return last().mde();
  }

  /** When it was retired for good; {@link #IN_FORCE}: not yet. */
  public long validUntil() {
    return last().validUntil();
  }

  /** Whether it asks for events that become visible at an instant, and has rows then. */
  public boolean isInForceAt(long instant) {
    return metric.validFrom() <= instant
        && terms.stream().anyMatch(some -> some.isInForceAt(instant));
  }

  /** What it is at an instant, with these terms alone; null: it has no rows and no say. */
  public ExperimentMetric at(long instant) {
    if (metric.validFrom() > instant) {
      return null;
    }
    for (MetricTerms some : terms) {
      if (some.isInForceAt(instant)) {
        return terms.size() == 1 ? this : new ExperimentMetric(metric, List.of(some));
      }
    }
    return null;
  }

  /** The same metric, retired at an instant unless it was before. */
  public ExperimentMetric retiredFrom(long instant) {
    List<MetricTerms> kept = new ArrayList<>();
    for (MetricTerms some : terms) {
      if (kept.isEmpty() || some.validFrom() < instant) {
        kept.add(some.between(some.validFrom(), Math.min(some.validUntil(), instant)));
      }
    }
    return new ExperimentMetric(metric, kept);
  }

  /**
   * The same metric with what another history says of it from an instant on.
   *
   * @param later of the same metric; one that does not know of a retirement does not end it
   */
  ExperimentMetric followedBy(ExperimentMetric later, long instant) {
    if (validUntil() <= instant && later.last().validFrom() < validUntil()) {
      return this;
    }
    List<MetricTerms> all = new ArrayList<>();
    for (MetricTerms some : terms) {
      if (some.validFrom() < instant) {
        append(all, some.between(some.validFrom(), Math.min(some.validUntil(), instant)));
      }
    }
    for (MetricTerms some : later.terms) {
      if (some.validUntil() > instant) {
        long from = all.isEmpty() ? some.validFrom() : Math.max(some.validFrom(), instant);
        append(all, some.between(from, some.validUntil()));
      }
    }
    return all.isEmpty() ? later : new ExperimentMetric(metric, all);
  }

  private static void append(List<MetricTerms> terms, MetricTerms next) {
    int last = terms.size() - 1;
    if (last >= 0
        && terms.get(last).validUntil() == next.validFrom()
        && terms.get(last).saysTheSameAs(next)) {
      terms.set(last, next.between(terms.get(last).validFrom(), next.validUntil()));
    } else {
      terms.add(next);
    }
  }

  private MetricTerms last() {
    return terms.get(terms.size() - 1);
  }
}
