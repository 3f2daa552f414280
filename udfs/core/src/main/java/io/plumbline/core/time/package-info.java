/** Event time: the grid of ticks and the bounds that the log alone decides. */
package io.plumbline.core.time;
