package io.plumbline.core.experiment;

/**
 * A metric in its role in an experiment.
 *
 * @param margin the relative loss that a guardrail tolerates; null where it is none
 * @param mde the smallest relative effect worth finding; null: not said
 */
public record ExperimentMetric(Metric metric, MetricRole role, Double margin, Double mde) {}
