/** The one configuration of all jobs: its keys, how it is read, what may be shown of it. */
package io.plumbline.jobs.config;
