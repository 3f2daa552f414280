package io.plumbline.core.ledger;

import java.util.Map;

/**
 * A row of {@code experiment_health}, of one job.
 *
 * @param variantKey null: variants that are not configured
 * @param expectedUnits null with {@code variantKey}
 * @param assignmentMismatches null: the experiment has no salt
 */
public record ExperimentHealth(
    String experimentKey,
    String variantKey,
    long asOf,
    long units,
    Double expectedUnits,
    long exposures,
    long crossovers,
    Map<String, Long> rejected,
    long duplicates,
    long late,
    Long assignmentMismatches,
    String configVersion) {}
