package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Experiment;
import java.util.Map;

/**
 * An experiment with its history, as it goes to the topic.
 *
 * @param effectiveAt the own times of allocations that act later than that, by when they act
 */
public record AssembledDocument(Experiment experiment, Map<Long, Long> effectiveAt) {

  public AssembledDocument {
    effectiveAt = Map.copyOf(effectiveAt);
  }
}
