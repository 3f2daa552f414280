/** MetricsJob: what the units of each variant did, and what follows. */
package io.plumbline.jobs.metrics;
