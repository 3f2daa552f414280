/**
 * The records and tables of Plumbline as Avro schemas; generated classes are in {@code
 * io.plumbline.v1}.
 */
package io.plumbline.schemas;
