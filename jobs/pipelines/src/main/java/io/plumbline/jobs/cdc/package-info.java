/** The job that assembles the configuration. */
package io.plumbline.jobs.cdc;
