package io.plumbline.core.ledger;

import java.util.Map;

/**
 * A row of {@code experiment_health}, of one job.
 *
 * @param variantKey null: variants that are not configured
 * @param expectedUnits null with {@code variantKey}
 * @param assignmentMismatches null: the experiment has no salt
 * @param excludedUnits units that were left out at least once, by reason: those that are tested
 * @param crossoversTo units that crossed over within their epoch, by where to: those that are
 *     tested
 * @param logEValues of the job's tests, by name; the same on all variants' rows
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
    Map<String, Long> excludedUnits,
    Map<String, Long> crossoversTo,
    Map<String, Double> logEValues,
    String configVersion) {}
