package io.plumbline.core.event;

/**
 * Why a source refused a record.
 *
 * @param detail what was found and what is allowed
 * @param payload the record as text; null where the event itself is known
 */
public record Refusal(RejectReason reason, String detail, String payload) {}
