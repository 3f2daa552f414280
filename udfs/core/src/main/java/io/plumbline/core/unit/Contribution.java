package io.plumbline.core.unit;

import io.plumbline.core.exact.ExactMoments;

/**
 * A change that one or more units make to a cell, in the rows from an instant on.
 *
 * @param instant the first instant whose row reflects it, milliseconds since the epoch
 * @param amount what to add; parts may be negative
 */
public record Contribution(String experimentKey, long instant, Cell cell, ExactMoments amount) {}
