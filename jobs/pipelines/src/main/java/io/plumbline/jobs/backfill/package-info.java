/** BackfillJob: the same results from a finished input. */
package io.plumbline.jobs.backfill;
