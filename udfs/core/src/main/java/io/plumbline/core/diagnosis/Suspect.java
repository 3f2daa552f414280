package io.plumbline.core.diagnosis;

import java.time.LocalDate;

/**
 * A possible cause of a mismatch, in a segment, a day, an hour of the day, or the whole.
 *
 * @param dimension of the segment it is about; {@code all} for the whole
 * @param variantKey the variant that is farthest below its plan there
 * @param missingUnits that were lost there if units were only ever lost, of all variants
 * @param unitsShare of the experiment's tested units, from 0 to 1
 * @param heterogeneityPValue whether the values of the dimension split alike, for one look planned
 *     in advance; null: it is about no dimension, or there is nothing to compare
 * @param logEValue natural log of the e-value there; of the late onset for LATE_ONSET
 * @param since the UTC day from which it is so; null: the counts do not tell
 * @param evidence a sentence that needs no statistician
 */
public record Suspect(
    Cause cause,
    String dimension,
    String segment,
    String variantKey,
    double missingUnits,
    double unitsShare,
    Double heterogeneityPValue,
    double logEValue,
    LocalDate since,
    String evidence) {

  Suspect saying(String sentence) {
    return new Suspect(
        cause,
        dimension,
        segment,
        variantKey,
        missingUnits,
        unitsShare,
        heterogeneityPValue,
        logEValue,
        since,
        sentence);
  }
}
