/** The record of what came in. */
package io.plumbline.operators.archive;
