/**
 * A simulated product with known truth: experiments, exposures and metric events as files, with the
 * faults that real streams have planted and counted.
 */
package io.plumbline.local.simulate;
