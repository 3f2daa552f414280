/** What stands still, or comes unexpectedly: alerts about exposures and about event time. */
package io.plumbline.operators.watch;
