/** A consumer of experiment-status as an example: it stops the roll-out of what is broken. */
package io.plumbline.local.guard;
