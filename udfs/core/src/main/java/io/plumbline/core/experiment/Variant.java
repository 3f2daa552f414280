package io.plumbline.core.experiment;

/**
 * One of the things a unit can be shown.
 *
 * @param validFrom since when there is such a variant, milliseconds since the epoch; {@link
 *     Experiment#ALWAYS}: from the beginning
 */
public record Variant(String key, boolean isControl, long validFrom) {

  /** A variant that has always been there. */
  public Variant(String key, boolean isControl) {
    this(key, isControl, Experiment.ALWAYS);
  }

  /** The same variant, there from another time on. */
  public Variant validFrom(long newValidFrom) {
    return new Variant(key, isControl, newValidFrom);
  }
}
