package io.plumbline.core.alert;

/** What an alert about an experiment or the pipeline can be about, the split excepted. */
public enum ExperimentAlertType {
  /** An experiment's exposures have stopped, or all but, while others' go on. */
  EXPOSURE_STALL,
  /** Exposures come for a key that no configuration knows. */
  UNKNOWN_EXPERIMENT,
  /** Event time stands still, and with it all results of a job. */
  PIPELINE_STALLED,
  /** No heartbeat of the configuration, which holds all results. */
  CONFIG_STALLED,
  /**
   * An experiment as it stands in the configuration contradicts itself or what has happened; or, of
   * all experiments, rows of the configuration were lost.
   */
  CONFIG_INVALID,
  /** What is left out of the analysis does not fall on the variants as their units do. */
  EXCLUSION_IMBALANCE,
  /** More units cross over from one variant to another than back, or too many at all. */
  CROSSOVER_IMBALANCE,
  /** Units are in another variant than the assignment's hash gives them. */
  ASSIGNMENT_MISMATCH,
  /** A guardrail is worse than in control. */
  GUARDRAIL_REGRESSION
}
