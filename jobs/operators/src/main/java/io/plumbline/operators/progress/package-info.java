/** What became of every record that a job read. */
package io.plumbline.operators.progress;
