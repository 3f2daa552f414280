package io.plumbline.core.experiment;

/** Whether somebody set an experiment up, or a flag's roll-out is one by default. */
public enum ExperimentKind {
  EXPERIMENT,
  FLAG
}
