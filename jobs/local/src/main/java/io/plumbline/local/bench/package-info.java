/** Benchmarks: what is said of speed and memory, measured. */
package io.plumbline.local.bench;
