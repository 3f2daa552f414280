package io.plumbline.core.alert;

import java.util.List;

/**
 * How an experiment stands: what a ramp controller reads, so that it can tell health from silence.
 *
 * @param asOf milliseconds since the epoch
 * @param srmStatus HEALTHY, WARNED, OPENED or ESCALATED
 * @param openAlertIds raised and not resolved, sorted
 */
public record ExperimentStatus(
    String experimentKey,
    long asOf,
    String srmStatus,
    List<String> openAlertIds,
    String configVersion) {}
