/** SrmJob: who is in what, and whether the split is as planned. */
package io.plumbline.jobs.srm;
