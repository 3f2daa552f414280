/**
 * The statistics as Flink SQL functions, one a class: null in, null out, and delegation to
 * io.plumbline.core. A broken argument is an error that names it.
 */
package io.plumbline.functions;
