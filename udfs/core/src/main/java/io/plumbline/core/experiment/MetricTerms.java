package io.plumbline.core.experiment;

/**
 * What a metric is to an experiment, for a time.
 *
 * @param margin the relative loss that a guardrail tolerates; null where it is none
 * @param mde the smallest relative effect worth finding; null: not said
 * @param validFrom milliseconds since the epoch; {@link Experiment#ALWAYS}: as long as there is the
 *     metric
 * @param validUntil {@link ExperimentMetric#IN_FORCE}: for ever
 */
public record MetricTerms(
    MetricRole role, Double margin, Double mde, long validFrom, long validUntil) {

  boolean isInForceAt(long instant) {
    return validFrom <= instant && instant < validUntil;
  }

  /** Whether both say the same, for whatever time. */
  boolean saysTheSameAs(MetricTerms other) {
    return between(0, 1).equals(other.between(0, 1));
  }

  MetricTerms between(long from, long until) {
    return new MetricTerms(role, margin, mde, from, until);
  }
}
