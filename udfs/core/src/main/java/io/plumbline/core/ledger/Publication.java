package io.plumbline.core.ledger;

import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.ExperimentPlan;
import java.util.List;

/**
 * What is published of an experiment at an instant.
 *
 * @param unconditional whether every row is, changed or not
 * @param segments whether rows of segments are, besides (all, all)
 * @param isLook whether the anytime evidence of metrics is taken
 */
record Publication(
    ExperimentPlan plan,
    long asOf,
    boolean unconditional,
    boolean segments,
    boolean isLook,
    long historyFrom,
    String configVersion) {

  Publication withSegments() {
    return new Publication(plan, asOf, unconditional, true, isLook, historyFrom, configVersion);
  }

  /** The variants that there are; those that come later are the last. */
  int variants() {
    return plan.experiment().variantsAt(asOf);
  }

  /** How often the alarm of the split has been reset. */
  int process() {
    return plan.processAt(asOf);
  }

  /** The epochs that have begun. */
  List<Epoch> begun() {
    return plan.epochs().stream().filter(e -> e.begin() <= asOf).toList();
  }
}
