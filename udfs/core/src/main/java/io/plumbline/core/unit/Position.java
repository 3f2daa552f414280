package io.plumbline.core.unit;

/**
 * Where a record stands in its log.
 *
 * @param topic a topic, or the path of a file
 * @param offset a Kafka offset, or the line of a file
 * @param recordIndex of several records in one message; else 0
 */
public record Position(String topic, int partition, long offset, int recordIndex) {}
