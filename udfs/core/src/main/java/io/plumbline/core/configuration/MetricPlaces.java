package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentValidator;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.MetricTerms;
import io.plumbline.core.experiment.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The metrics of one experiment, each version in its place, with the history of their terms. */
final class MetricPlaces {
  private record Wanted(Metric metric, MetricRole role, Double margin, Double mde) {}

  private final ConfigTables tables;
  private final MetricRows metrics;
  private final String experimentKey;
  private final List<ExperimentMetric> known;
  private final Acting acting;
  private final List<Problem> problems;
  private final boolean hasStarted;

  MetricPlaces(
      ConfigTables tables,
      MetricRows metrics,
      String experimentKey,
      ExperimentHistory history,
      Acting acting,
      List<Problem> problems) {
    this.tables = tables;
    this.metrics = metrics;
    this.experimentKey = experimentKey;
    this.acting = acting;
    this.problems = problems;
    this.hasStarted = history.hasStartedBefore(acting.at());
    this.known = hasStarted ? history.document().metrics() : List.of();
  }

  /**
   * Known ones in their places, then new ones by key.
   *
   * @param isFlag whether it has the metrics that are default for its units, too
   */
  List<ExperimentMetric> of(boolean isFlag, String unitType) {
    TreeMap<String, Wanted> wanted = wanted();
    if (isFlag) {
      for (Map.Entry<String, MetricRows.Read> entry : metrics.all().entrySet()) {
        if (entry.getValue().defaultFor().contains(unitType)
            && !wanted.containsKey(entry.getKey())) {
          want(wanted, entry.getValue(), MetricRole.SECONDARY, null, null);
        }
      }
    }
    List<ExperimentMetric> places = new ArrayList<>();
    for (ExperimentMetric place : known) {
      Wanted again = wanted.get(place.metric().key());
      if (again != null && again.metric().version() == place.metric().version()) {
        wanted.remove(place.metric().key());
        places.add(inPlace(place, again));
      } else {
        places.add(place.retiredFrom(acting.at()));
      }
    }
    for (Wanted fresh : wanted.values()) {
      Metric metric = fresh.metric().validFrom(hasStarted ? acting.at() : Long.MIN_VALUE);
      places.add(new ExperimentMetric(metric, fresh.role(), fresh.margin(), fresh.mde()));
    }
    return places;
  }

  private TreeMap<String, Wanted> wanted() {
    TreeMap<String, Wanted> wanted = new TreeMap<>();
    for (Map<String, Object> row : tables.of(ConfigTables.EXPERIMENT_METRICS, experimentKey)) {
      String key = String.valueOf(row.get("metric_key"));
      RowReader values =
          new RowReader(row, "experiment " + experimentKey, "metrics." + key + ".", problems);
      MetricRows.Read read = metrics.get(key);
      if (read == null) {
        problems.add(ExperimentValidator.unknownMetric(experimentKey, key, metrics.all().keySet()));
      } else {
        MetricRole role = values.choice("role", MetricRole.class, MetricRole.SECONDARY);
        want(wanted, read, role, values.number("margin", null), values.number("mde", null));
      }
    }
    return wanted;
  }

  private void want(
      Map<String, Wanted> wanted,
      MetricRows.Read read,
      MetricRole role,
      Double margin,
      Double mde) {
    problems.addAll(read.problems());
    wanted.put(read.metric().key(), new Wanted(read.metric(), role, margin, mde));
  }

  private ExperimentMetric inPlace(ExperimentMetric place, Wanted now) {
    List<MetricTerms> terms = new ArrayList<>(place.terms());
    MetricTerms last = terms.get(terms.size() - 1);
    boolean isInForce = last.validUntil() == ExperimentMetric.IN_FORCE;
    MetricTerms next =
        new MetricTerms(
            now.role(), now.margin(), now.mde(), acting.at(), ExperimentMetric.IN_FORCE);
    if (!isInForce || !saysTheSame(last, next)) {
      if (isInForce) {
        terms.remove(last);
        if (last.validFrom() < acting.at()) {
          terms.add(
              new MetricTerms(
                  last.role(), last.margin(), last.mde(), last.validFrom(), acting.at()));
        }
      }
      terms.add(
          terms.isEmpty()
              ? new MetricTerms(
                  next.role(),
                  next.margin(),
                  next.mde(),
                  Experiment.ALWAYS,
                  ExperimentMetric.IN_FORCE)
              : next);
    }
    Metric metric = now.metric().validFrom(place.metric().validFrom());
    return new ExperimentMetric(metric, terms);
  }

  private static boolean saysTheSame(MetricTerms one, MetricTerms other) {
    return new MetricTerms(one.role(), one.margin(), one.mde(), 0, 0)
        .equals(new MetricTerms(other.role(), other.margin(), other.mde(), 0, 0));
  }
}
