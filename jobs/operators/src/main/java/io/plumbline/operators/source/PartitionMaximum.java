package io.plumbline.operators.source;

/** The largest accepted event time of a partition so far, milliseconds since the epoch. */
record PartitionMaximum(int partition, long maximum) {}
