package io.plumbline.e2e.oracle;

/**
 * One record of a topic of the configuration's changes.
 *
 * @param key null where there is none
 * @param value null of a tombstone
 */
public record CapturedMessage(String topic, long offset, String key, String value) {}
