package io.plumbline.core.alert;

import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.Openings;
import java.util.Map;

/**
 * What the combined (all, all) row of {@code srm_checks} says, from which an alert is derived.
 *
 * @param observed enrolled units by variant, in configured order
 * @param expected planned units by variant
 * @param units in variants with a positive weight
 * @param anytimePValue 1 / the largest alarm statistic so far, at most 1
 * @param chiSquaredP null: too few units for it
 * @param findings where the mismatch comes from
 */
public record SplitEvidence(
    Map<String, Long> observed,
    Map<String, Double> expected,
    long units,
    double logEValue,
    double logEAlarm,
    double anytimePValue,
    Double chiSquaredP,
    Findings findings) {

  SplitEvidence given(Openings openings) {
    return new SplitEvidence(
        observed,
        expected,
        units,
        logEValue,
        logEAlarm,
        anytimePValue,
        chiSquaredP,
        findings.given(openings));
  }
}
