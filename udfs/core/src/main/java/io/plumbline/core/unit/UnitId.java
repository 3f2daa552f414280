package io.plumbline.core.unit;

/** Who is randomised: an identity of a type. */
public record UnitId(String type, String id) {}
