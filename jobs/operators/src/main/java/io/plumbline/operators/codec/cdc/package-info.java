/** Debezium's records, from bytes to changes of rows, and the binary forms of these. */
package io.plumbline.operators.codec.cdc;
