package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that concerns one experiment: the exposures of its units, and its refusals. */
final class ExperimentInput {

  final Experiment experiment;
  final List<Epoch> epochs;

  /** Exposures that may enrol, in enrollment order. */
  final Map<UnitInput, List<Arrival>> exposures = new LinkedHashMap<>();

  final List<Refusal> refusals = new ArrayList<>();

  /** Exposures that would have counted, and were left out; as they became visible. */
  final Map<UnitInput, List<LeftOut>> leftOut = new LinkedHashMap<>();

  ExperimentInput(Experiment experiment, long settle) {
    this.experiment = experiment;
    this.epochs = experiment.epochs(settle);
  }

  /**
   * An exposure that is rejected whatever else comes.
   *
   * @param variant null for a variant that is not configured
   */
  record Refusal(long visibleAt, String variant, String reason) {}

  /**
   * @param place where it stands in the experiment
   */
  record LeftOut(Arrival arrival, String reason, int variant, long place) {}

  Epoch epochAt(long time) {
    Epoch found = null;
    for (Epoch epoch : epochs) {
      if (epoch.begin() <= time) {
        found = epoch;
      }
    }
    return found;
  }
}
