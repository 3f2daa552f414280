/** What stands still although it should not: exposures that stop, and those that nobody expects. */
package io.plumbline.core.watch;
