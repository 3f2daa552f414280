/** CollectJob: the accepted records themselves. */
package io.plumbline.jobs.collect;
