/** What the topologies share: from records by unit to rows by experiment. */
package io.plumbline.jobs.units;
