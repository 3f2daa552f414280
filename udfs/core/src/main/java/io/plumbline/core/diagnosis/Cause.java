package io.plumbline.core.diagnosis;

/**
 * Why a split is not as planned, in the order in which causes are named: the first that holds is
 * the diagnosis (after Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled
 * Experiments", KDD 2019).
 */
public enum Cause {
  /** A variant of which at most a tenth of the planned units arrives. */
  TELEMETRY_LOSS,
  /** Many running experiments are mismatched at once: the cause is what they share. */
  PLATFORM,
  /** Days deviate to both sides, so that the whole may look right. */
  TIMING,
  /** A few segments, hours or consecutive days carry it alone. */
  LOCALISED,
  /** The first days carry it alone: a variant began late. */
  DELAYED_START,
  /** It began on some day, and the days before are clean. */
  LATE_ONSET,
  /** The eligible units split as planned, the exposed ones do not. */
  TRIGGER,
  /** The whole is mismatched, and nothing above explains it. */
  ASSIGNMENT,
  /** There is nothing to explain. */
  CLEAN
}
