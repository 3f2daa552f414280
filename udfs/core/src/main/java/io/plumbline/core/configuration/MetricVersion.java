package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Metric;
import java.util.List;

/**
 * A row of {@code metric_versions}: a metric's definition or words.
 *
 * @param metric as far as it can be read
 * @param definition the row as JSON
 * @param defaultFor unit types whose flags get the metric
 * @param validFrom from when on it acts, milliseconds since the epoch
 * @param problems why no experiment can use it, a line each; null: they can
 */
public record MetricVersion(
    Metric metric,
    String definition,
    List<String> defaultFor,
    long validFrom,
    String problems,
    Commit commit) {

  public MetricVersion {
    defaultFor = List.copyOf(defaultFor);
  }

  public boolean isValid() {
    return problems == null;
  }
}
