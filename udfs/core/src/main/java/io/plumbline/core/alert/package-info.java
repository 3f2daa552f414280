/** What on-call is told: alerts with a beginning and an end, derived from published rows. */
package io.plumbline.core.alert;
