package io.plumbline.core.ledger;

/** Whether a result can be read. */
public enum ResultStatus {
  OK,
  /** Too few units, or no variance: what cannot be computed is null. */
  INSUFFICIENT,
  /** No value is in the anytime intervals of all looks: the effect changes with time. */
  NON_STATIONARY
}
