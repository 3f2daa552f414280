/**
 * The answer computed once more, by a small single-threaded program that shares no code with the
 * product: what each record counts from is told by its partition's log alone, or in files by its
 * event time; then at each instant everything is worked out from the records visible before it, and
 * added in big integers.
 *
 * <p>{@link io.plumbline.e2e.oracle.Oracle} is the entry, {@link
 * io.plumbline.e2e.oracle.LogScenario} a set of logs worth running over.
 */
package io.plumbline.e2e.oracle;
