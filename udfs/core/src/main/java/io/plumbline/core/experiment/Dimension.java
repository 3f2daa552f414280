package io.plumbline.core.experiment;

/**
 * An attribute by which the results are cut, for a time. One that was taken away and comes back is
 * there twice.
 *
 * @param validFrom units enrolled from then on count in it, milliseconds since the epoch; {@link
 *     Experiment#ALWAYS}: all of them
 * @param validUntil from then on it has no rows, and counts nobody; {@link #IN_FORCE}: not yet
 */
public record Dimension(String name, long validFrom, long validUntil) {

  /** The end of a dimension that was not taken away. */
  public static final long IN_FORCE = Long.MAX_VALUE;

  /** A dimension that is in force for ever. */
  public Dimension(String name) {
    this(name, Experiment.ALWAYS, IN_FORCE);
  }

  public boolean isInForceAt(long instant) {
    return validFrom <= instant && instant < validUntil;
  }

  public boolean isTakenAway() {
    return validUntil != IN_FORCE;
  }

  /** The same, in force from no earlier than this instant. */
  Dimension notBefore(long instant) {
    return new Dimension(name, Math.max(validFrom, instant), validUntil);
  }

  /** The same, taken away at an instant unless it was before. */
  public Dimension takenAwayAt(long instant) {
    return new Dimension(name, validFrom, Math.min(validUntil, instant));
  }
}
