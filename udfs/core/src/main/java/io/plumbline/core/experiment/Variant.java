package io.plumbline.core.experiment;

/** One of the things a unit can be shown. */
public record Variant(String key, boolean isControl) {}
