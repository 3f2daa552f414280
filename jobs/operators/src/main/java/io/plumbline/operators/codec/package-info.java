/** From bytes to domain records and back: the only place that knows how either is written. */
package io.plumbline.operators.codec;
