package io.plumbline.core.experiment;

/** What a metric decides in an experiment. */
public enum MetricRole {
  PRIMARY,
  SECONDARY,
  GUARDRAIL
}
