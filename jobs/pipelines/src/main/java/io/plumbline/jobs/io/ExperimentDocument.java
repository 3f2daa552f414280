package io.plumbline.jobs.io;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import java.util.Map;

/**
 * An experiment with its history, as it stands in the configuration topic.
 *
 * @param experiment whose allocations begin when they act: at the later of their own time and the
 *     time at which they were configured
 * @param effectiveAt the own times of allocations that began later than that, by their beginnings
 */
public record ExperimentDocument(Experiment experiment, Map<Long, Long> effectiveAt) {

  public ExperimentDocument {
    effectiveAt = Map.copyOf(effectiveAt);
  }

  /** Of a file, or of whoever knows no history: everything acts from its own time. */
  public static ExperimentDocument of(Experiment experiment) {
    return new ExperimentDocument(experiment, Map.of());
  }

  public String key() {
    return experiment.key();
  }

  /** When the allocation was to act. */
  public long effectiveAt(Allocation allocation) {
    return effectiveAt.getOrDefault(allocation.effectiveAt(), allocation.effectiveAt());
  }
}
