package io.plumbline.core.event;

/** Why a record was not counted. The names are public: they stand in tables and in alerts. */
public enum RejectReason {
  /** The record cannot be read, or a required field is missing or cannot be. */
  MALFORMED,
  /** No experiment of the configuration has this key. */
  UNKNOWN_EXPERIMENT,
  /** The experiment has no such variant, or the variant was switched off (weight 0). */
  UNKNOWN_VARIANT,
  /** The event carries no identity of the experiment's unit type. */
  MISSING_UNIT,
  /** Before the experiment's start, or at its stop or later. */
  OUTSIDE_EXPERIMENT,
  /** Older than the stream's lateness allows. */
  TOO_LATE,
  /** From a clock that runs ahead. */
  IN_FUTURE,
  /** One of a sample: it cannot be counted. */
  SAMPLED,
  /** Not finite, or beyond ±2^62 after scaling, alone or as the unit's total. */
  VALUE_OUT_OF_RANGE,
  /** More events of one unit in a day than any human makes. */
  UNIT_LIMIT
}
