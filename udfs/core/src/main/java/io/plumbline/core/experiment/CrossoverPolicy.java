package io.plumbline.core.experiment;

/** What becomes of a unit that was exposed to more than one variant. */
public enum CrossoverPolicy {
  /** It stays where it was enrolled: intention to treat. */
  FIRST_EXPOSURE,
  /** Its contribution to metrics is taken back from the tick at which it crossed over. */
  EXCLUDE
}
