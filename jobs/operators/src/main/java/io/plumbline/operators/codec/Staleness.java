package io.plumbline.operators.codec;

/** Which rows may rest on another configuration than the one of their time. */
@FunctionalInterface
public interface Staleness {

  /** The configuration is always known, or has no say. */
  Staleness NEVER = (experimentKey, asOf) -> false;

  /**
   * @param asOf of the row, milliseconds since the epoch
   */
  boolean isConfigStale(String experimentKey, long asOf);
}
