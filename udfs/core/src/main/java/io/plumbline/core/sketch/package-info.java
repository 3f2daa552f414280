/** Distributions as exact counts: order-free, mergeable, and removable one value at a time. */
package io.plumbline.core.sketch;
