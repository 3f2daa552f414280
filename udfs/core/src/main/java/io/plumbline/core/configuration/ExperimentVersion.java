package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentValidator;
import io.plumbline.core.experiment.Problem;
import java.util.stream.Collectors;

/**
 * A row of {@code experiment_versions}: an experiment as it was assembled.
 *
 * @param version counts from 1
 * @param status draft, running, stopped or deleted
 * @param validFrom from when on it acts, milliseconds since the epoch
 * @param document that is in force with it; null: none
 * @param configVersion of the document at {@code validFrom}; null: there is none
 * @param problems why it is not followed, a line each; null: it is
 * @param warnings see {@link #warnings(Experiment)}, of the document
 */
public record ExperimentVersion(
    String experimentKey,
    int version,
    ExperimentKind kind,
    String name,
    String owner,
    String hypothesis,
    String status,
    long validFrom,
    AssembledDocument document,
    String configVersion,
    String problems,
    String warnings,
    Commit commit) {

  public boolean isValid() {
    return problems == null;
  }

  /** What of an experiment will disappoint later, a line each; null: nothing is known to. */
  public static String warnings(Experiment experiment) {
    String lines =
        ExperimentValidator.warnings(experiment).stream()
            .map(Problem::message)
            .collect(Collectors.joining("\n"));
    return lines.isEmpty() ? null : lines;
  }
}
