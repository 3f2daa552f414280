/** Where the jobs meet the world: catalogs, tables, sources and sinks. */
package io.plumbline.jobs.io;
