package io.plumbline.core.ledger;

import java.util.List;

/**
 * What to do with the treatments of an experiment: what a roll-out reads.
 *
 * @param asOf milliseconds since the epoch
 * @param treatments in configured order
 */
public record ExperimentVerdict(
    String experimentKey, long asOf, List<Treatment> treatments, String configVersion) {

  /** What to do with one treatment. */
  public record Treatment(String treatmentKey, Verdict verdict) {}
}
