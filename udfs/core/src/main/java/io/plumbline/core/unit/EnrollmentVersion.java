package io.plumbline.core.unit;

import java.util.Map;

/**
 * A unit's place in an experiment, as of a tick.
 *
 * @param version from 1; a further one where the enrollment or the first crossover changed
 * @param crossoverAt event time of the first exposure to another variant, or null
 * @param expectedVariantKey by the hash; null: the experiment has no salt, or the hash says that
 *     the unit takes no part
 * @param visibleAt of the exposure that caused this version
 */
public record EnrollmentVersion(
    String experimentKey,
    String unitType,
    String unitId,
    int version,
    String variantKey,
    long enrolledAt,
    int epoch,
    Map<String, String> attributes,
    Long crossoverAt,
    String crossoverVariantKey,
    String expectedVariantKey,
    long visibleAt) {}
