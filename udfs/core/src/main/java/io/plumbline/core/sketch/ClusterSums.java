package io.plumbline.core.sketch;

/**
 * Sums over units, of S, a unit's events at or below some value, and N, all its events.
 *
 * @param units K
 * @param sumS sum S
 * @param sumS2 sum S^2
 * @param sumN sum N, the number of events
 * @param sumN2 sum N^2
 * @param sumSn sum S N
 */
public record ClusterSums(long units, long sumS, long sumS2, long sumN, long sumN2, long sumSn) {}
