/** Where a mismatched split comes from: the causes that its counts speak for. */
package io.plumbline.core.diagnosis;
