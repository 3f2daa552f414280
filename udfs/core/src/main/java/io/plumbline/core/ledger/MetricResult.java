package io.plumbline.core.ledger;

import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.statistics.PairResult;

/**
 * A row of {@code metric_results}: a treatment against its control.
 *
 * @param pair all that follows from the published rows of both variants at this instant
 * @param look the anytime evidence through the last look; null where none is published
 * @param adjustedPValue of the anytime p-values, by Holm over treatments and primaries, by
 *     Benjamini and Hochberg over treatments and secondaries; null elsewhere
 */
public record MetricResult(
    String experimentKey,
    String metricKey,
    int metricVersion,
    MetricRole role,
    SegmentKey segment,
    String controlKey,
    String treatmentKey,
    boolean isMature,
    long asOf,
    ResultStatus status,
    long controlUnits,
    long treatmentUnits,
    PairResult pair,
    Look look,
    Double adjustedPValue,
    GuardrailStatus guardrailStatus,
    double alpha,
    Verdict verdict,
    String configVersion,
    long historyFrom) {}
