package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Experiment;
import java.util.Map;

/**
 * What is known of an experiment besides its rows.
 *
 * @param document the last valid one; null: nothing is published
 * @param effectiveAt see {@link AssembledDocument}
 * @param ownStart the time in the row from which the document's start follows; null: none
 * @param ownStop likewise its stop; null: none
 * @param isStoppedByCommit whether the stop is the time of a commit, and not one in the row
 * @param versions how many were told
 * @param told what the last of them said
 * @param invalid null: the newest state is valid
 */
public record ExperimentHistory(
    Experiment document,
    Map<Long, Long> effectiveAt,
    Long ownStart,
    Long ownStop,
    boolean isStoppedByCommit,
    int versions,
    String told,
    Invalid invalid) {

  /**
   * @param since when the newest state became invalid, milliseconds since the epoch
   * @param version the first that was
   */
  public record Invalid(long since, int version) {}

  static final ExperimentHistory NONE =
      new ExperimentHistory(null, Map.of(), null, null, false, 0, null, null);

  public ExperimentHistory {
    effectiveAt = Map.copyOf(effectiveAt);
  }

  boolean isPublished() {
    return document != null;
  }

  boolean hasStartedBefore(long instant) {
    return document != null && document.startedAt() < instant;
  }

  boolean hasStoppedBefore(long instant) {
    return document != null && document.stoppedAt() != null && document.stoppedAt() < instant;
  }

  ExperimentHistory withVersion(String nowTold) {
    return new ExperimentHistory(
        document,
        effectiveAt,
        ownStart,
        ownStop,
        isStoppedByCommit,
        versions + 1,
        nowTold,
        invalid);
  }

  ExperimentHistory withInvalid(Invalid next) {
    return new ExperimentHistory(
        document, effectiveAt, ownStart, ownStop, isStoppedByCommit, versions, told, next);
  }

  /** Nothing is published any more. */
  ExperimentHistory withdrawn() {
    return new ExperimentHistory(null, Map.of(), null, null, false, versions, told, invalid);
  }

  ExperimentHistory with(Experiment next, Map<Long, Long> ownTimes) {
    return new ExperimentHistory(
        next, ownTimes, ownStart, ownStop, isStoppedByCommit, versions, told, invalid);
  }

  ExperimentHistory follows(Long nextOwnStart, Long nextOwnStop, boolean stopsByCommit) {
    return new ExperimentHistory(
        document, effectiveAt, nextOwnStart, nextOwnStop, stopsByCommit, versions, told, invalid);
  }
}
