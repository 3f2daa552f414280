/** Binary forms of records on the wire and in state: explicit, versioned, without reflection. */
package io.plumbline.operators.serialization;
