package io.plumbline.core.ledger;

import java.math.BigDecimal;

/**
 * A row of {@code variant_metrics}: the sufficient statistics of a variant.
 *
 * @param isSettling whether results leave the epoch out
 * @param plannedWeight of the variant in the epoch
 */
public record VariantMetric(
    String experimentKey,
    int epoch,
    String metricKey,
    int metricVersion,
    SegmentKey segment,
    String variantKey,
    boolean isMature,
    long asOf,
    long units,
    long nonzeroUnits,
    long events,
    long duplicates,
    boolean isSettling,
    long plannedWeight,
    BigDecimal sumY,
    BigDecimal sumY2,
    double sumY2AsDouble,
    double m2Y,
    String configVersion,
    long historyFrom) {}
