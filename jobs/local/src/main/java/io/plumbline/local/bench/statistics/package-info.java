/**
 * Evidence for the statistics: every alarm and interval simulated under continuous looking, with
 * the error of the simulation itself.
 */
package io.plumbline.local.bench.statistics;
