package io.plumbline.core.ledger;

import java.util.List;

/**
 * What to do with the treatments of an experiment: what a roll-out reads.
 *
 * @param asOf milliseconds since the epoch
 * @param treatments in configured order
 * @param isConfigStale whether it may rest on another configuration than the one of its time
 */
public record ExperimentVerdict(
    String experimentKey,
    long asOf,
    List<Treatment> treatments,
    String configVersion,
    boolean isConfigStale) {

  /** What to do with one treatment. */
  public record Treatment(String treatmentKey, Verdict verdict) {}
}
