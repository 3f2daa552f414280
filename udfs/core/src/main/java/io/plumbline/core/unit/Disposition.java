package io.plumbline.core.unit;

/** What became of a record; every record read is exactly one of these, once a job. */
public enum Disposition {
  /** At least one experiment or metric counted it. */
  APPLIED,
  /** No metric asks for it, or its unit is in no experiment that does. */
  UNMATCHED,
  /** A metric event whose id the unit had before. */
  DUPLICATE,
  /** Refused with a reason. */
  REJECTED
}
