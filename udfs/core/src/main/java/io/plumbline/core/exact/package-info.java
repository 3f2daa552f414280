/**
 * Exact arithmetic: values as scaled integers, sums that no order of addition can change, and one
 * correctly rounded step back to floating point.
 */
package io.plumbline.core.exact;
