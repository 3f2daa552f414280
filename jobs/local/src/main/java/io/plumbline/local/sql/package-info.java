/** Flink SQL over the warehouse: one statement after the other, the last query's rows printed. */
package io.plumbline.local.sql;
