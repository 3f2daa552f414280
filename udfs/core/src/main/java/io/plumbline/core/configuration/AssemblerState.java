package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Metric;
import java.util.Map;

/**
 * All that a {@link ConfigAssembler} knows.
 *
 * @param rows the tables as they stand: rows by table and key
 * @param experiments by key, also of those that are gone
 * @param metricVersions the first valid definition of each version, by "key@version"
 * @param toldMetrics what was last told of each metric, by key
 * @param noteRevisions how many of each note were told, by id
 * @param heartbeatAt the largest that was passed on, milliseconds since the epoch; {@link
 *     Long#MIN_VALUE}: none
 * @param actedAt when the last transaction acted; later ones do not act earlier
 * @param lost what may be other than in the database
 */
public record AssemblerState(
    Map<String, Map<String, Map<String, Object>>> rows,
    Map<String, ExperimentHistory> experiments,
    Map<String, Metric> metricVersions,
    Map<String, String> toldMetrics,
    Map<String, Integer> noteRevisions,
    long heartbeatAt,
    long actedAt,
    LostRows lost) {

  public static final AssemblerState EMPTY =
      new AssemblerState(
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Long.MIN_VALUE,
          Long.MIN_VALUE,
          LostRows.NONE);

  public AssemblerState {
    experiments = Map.copyOf(experiments);
    metricVersions = Map.copyOf(metricVersions);
    toldMetrics = Map.copyOf(toldMetrics);
    noteRevisions = Map.copyOf(noteRevisions);
  }
}
