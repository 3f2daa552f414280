package io.plumbline.core.alert;

/** What a transition of an alert says. */
public enum AlertStatus {
  /** Evidence that deserves a look, and no action. */
  WARNED,
  /** The test has rejected. */
  OPENED,
  /** Beyond any doubt. */
  ESCALATED,
  /** Somebody has seen it. */
  ACKNOWLEDGED,
  /** The alert ends; {@code resolution} says why. */
  RESOLVED
}
