package io.plumbline.core.statistics;

/**
 * A closed interval.
 *
 * @param lower the lower bound
 * @param upper the upper bound, at least the lower
 */
public record Interval(double lower, double upper) {}
