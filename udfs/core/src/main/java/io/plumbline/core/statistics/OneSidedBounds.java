package io.plumbline.core.statistics;

/**
 * Current one-sided anytime bounds on the lift, each of its own error alpha.
 *
 * @param lower the lower bound, or null where none exists
 * @param upper the upper bound, or null where none exists
 */
public record OneSidedBounds(Double lower, Double upper) {

  static final OneSidedBounds NONE = new OneSidedBounds(null, null);
}
