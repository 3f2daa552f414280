package io.plumbline.core.experiment;

/**
 * A metric in its role in an experiment.
 *
 * @param margin the relative loss that a guardrail tolerates; null where it is none
 * @param mde the smallest relative effect worth finding; null: not said
 * @param validUntil when it was retired, milliseconds since the epoch; {@link #IN_FORCE}: not yet.
 *     A retired metric keeps its place in the experiment, because results are kept by place
 */
public record ExperimentMetric(
    Metric metric, MetricRole role, Double margin, Double mde, long validUntil) {

  /** The end of a metric that was not retired. */
  public static final long IN_FORCE = Long.MAX_VALUE;

  /** A metric that is in force for ever. */
  public ExperimentMetric(Metric metric, MetricRole role, Double margin, Double mde) {
    this(metric, role, margin, mde, IN_FORCE);
  }

  /** Whether it has no rows and no say any more. */
  public boolean isRetiredAt(long instant) {
    return validUntil <= instant;
  }

  /** The same metric, retired at an instant unless it was before. */
  public ExperimentMetric retiredFrom(long instant) {
    return new ExperimentMetric(metric, role, margin, mde, Math.min(validUntil, instant));
  }
}
