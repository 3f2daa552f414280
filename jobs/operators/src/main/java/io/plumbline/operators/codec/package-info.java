/** Between Avro schemas, domain values and Flink's rows; the only place where formats are known. */
package io.plumbline.operators.codec;
