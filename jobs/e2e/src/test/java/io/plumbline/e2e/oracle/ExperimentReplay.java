package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Dimension;
import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import io.plumbline.e2e.oracle.ExperimentInput.Refusal;
import io.plumbline.e2e.oracle.UnitInput.UnitEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Steps through the instants of one experiment and publishes what has changed. At each instant it
 * works out anew where every unit stands of which something has become visible or closed: what it
 * said of the unit before is taken back, and the new put in.
 */
final class ExperimentReplay {

  private static final Set<Segment> WHOLE = Set.of(Segment.ALL);

  private final ExperimentInput input;
  private final Experiment experiment;
  private final Instants instants;
  private final boolean bounded;
  private final SrmReplay srm;
  private final ImbalanceReplay imbalances;
  private final MetricReplay metrics;
  private final HealthReplay srmHealth;
  private final HealthReplay metricsHealth;
  private final TreeMap<Long, Set<UnitInput>> touchedAt = new TreeMap<>();
  private final TreeMap<Long, List<Refusal>> refusedAt = new TreeMap<>();
  private final Map<UnitInput, Standing> standings = new HashMap<>();
  private final long latenessMs;
  private final Map<String, TreeSet<String>> admitted = new HashMap<>();
  private final TreeSet<Segment> segments = new TreeSet<>();

  /** What was last said of a unit. */
  private record Standing(Enrollment enrollment, List<Segment> segments) {}

  /**
   * @param bounded whether the last instant is the end of everything, so that rows are final
   */
  ExperimentReplay(
      ExperimentInput input,
      Instants instants,
      boolean bounded,
      long firstVisible,
      long latenessMs,
      PlatformReplay platform,
      Tables tables) {
    this.latenessMs = latenessMs;
    this.input = input;
    this.experiment = input.experiment;
    this.instants = instants;
    this.bounded = bounded;
    this.srm = new SrmReplay(input, platform, tables);
    this.metrics = new MetricReplay(input, instants, firstVisible, tables);
    this.imbalances = new ImbalanceReplay(input, tables);
    this.srmHealth = new HealthReplay("srm", input, imbalances, tables);
    this.metricsHealth = new HealthReplay("metrics", input, imbalances, tables);
    segments.add(Segment.ALL);
    experiment.dimensions().forEach(dimension -> admitted.put(dimension.name(), new TreeSet<>()));
  }

  void replay() {
    input.exposures.forEach(
        (unit, exposures) -> {
          exposures.forEach(exposure -> touch(unit, instants.after(exposure.visibleAt)));
          for (UnitEvent event : unit.events) {
            if (isAskedFor(event)) {
              touch(unit, instants.after(event.arrival().visibleAt));
            }
          }
          if (experiment.stoppedAt() != null) {
            touch(unit, experiment.stoppedAt());
          }
        });
    input.leftOut.forEach(
        (unit, exposures) ->
            exposures.forEach(each -> touch(unit, instants.after(each.arrival().visibleAt))));
    long first = experiment.startedAt();
    for (Refusal refusal : input.refusals) {
      long at = instants.after(refusal.visibleAt());
      refusedAt.computeIfAbsent(at, a -> new ArrayList<>()).add(refusal);
      first = Math.min(first, at);
    }
    for (long at : instants.from(first)) {
      step(at);
    }
  }

  private void touch(UnitInput unit, long at) {
    touchedAt.computeIfAbsent(at, a -> new LinkedHashSet<>()).add(unit);
  }

  private boolean isAskedFor(UnitEvent event) {
    return experiment.asksFor(event.arrival().record.eventName(), event.arrival().visibleAt);
  }

  private void step(long at) {
    Map<UnitInput, Enrollment> now = new LinkedHashMap<>();
    for (UnitInput unit : touchedAt.getOrDefault(at, Set.of())) {
      now.put(unit, Enrollment.at(input, exposuresOf(unit), at));
    }
    admitSegmentsOf(now.values().stream().filter(Enrollment::isEnrolled).toList());
    now.forEach((unit, enrollment) -> change(unit, enrollment, at));
    for (Refusal refusal : refusedAt.getOrDefault(at, List.of())) {
      srmHealth.refuse(refusal);
      metricsHealth.refuse(refusal);
    }
    publish(at);
  }

  /** None of a unit that was only ever left out. */
  private List<Arrival> exposuresOf(UnitInput unit) {
    return input.exposures.getOrDefault(unit, List.of());
  }

  private void change(UnitInput unit, Enrollment enrollment, long at) {
    Standing before = standings.get(unit);
    List<Segment> own = enrollment.isEnrolled() ? segmentsOf(enrollment) : List.of();
    if (before != null && before.enrollment().isEnrolled()) {
      srm.count(before.enrollment(), before.segments(), -1);
    }
    if (enrollment.isEnrolled()) {
      srm.count(enrollment, own, 1);
      for (Metric metric : experiment.metrics()) {
        long closing =
            metric.window() == null ? at : instants.atOrAfter(enrollment.closesAt(metric));
        if (closing > at) {
          touch(unit, closing);
        }
      }
    }
    standings.put(unit, new Standing(enrollment, own));
    metrics.update(unit, enrollment, own, at);
    UnitHealth health = new UnitHealth();
    health.addExposures(enrollment, exposuresOf(unit), at);
    srmHealth.update(unit, enrollment, health);
    UnitHealth withEvents = new UnitHealth();
    withEvents.addExposures(enrollment, exposuresOf(unit), at);
    List<UnitEvent> asked = unit.events.stream().filter(this::isAskedFor).toList();
    withEvents.addEvents(enrollment, asked, latenessMs, at);
    metricsHealth.update(unit, enrollment, withEvents);
    imbalances.update(unit, enrollment, withEvents.leftOut(), at);
  }

  private void publish(long at) {
    boolean everything = instants.isUnconditional(at);
    if (at >= experiment.startedAt()) {
      List<Epoch> begun = input.epochs.stream().filter(epoch -> epoch.begin() <= at).toList();
      boolean transition = srm.publishWhole(at, begun, segmentsInForce(at), everything);
      boolean alsoSegments =
          everything
              || transition
              || instants.isSegmentTick(at)
              || bounded && at == instants.last();
      Set<Segment> shown = alsoSegments ? segmentsInForce(at) : WHOLE;
      if (alsoSegments) {
        srm.publishSegments(at, begun, shown, everything);
      }
      imbalances.judge(at, begun);
      metrics.publish(
          at, begun, shown, everything, imbalances.isDoubtful() ? "OPENED" : srm.status());
      srmHealth.publish(at, begun, everything);
      metricsHealth.publish(at, begun, everything);
    } else {
      srmHealth.publish(at, List.of(), false);
      metricsHealth.publish(at, List.of(), false);
    }
  }

  /** Values that are first seen at one instant are admitted by name. */
  private void admitSegmentsOf(List<Enrollment> enrolled) {
    for (Dimension dimension : experiment.dimensions()) {
      TreeSet<String> seen = new TreeSet<>(InputRecord::compareBytes);
      for (Enrollment unit : enrolled) {
        if (dimension.counts(unit.enrolledAt())) {
          seen.add(value(unit, dimension.name()));
        }
      }
      for (String value : seen) {
        TreeSet<String> values = admitted.get(dimension.name());
        if (values.size() < Segment.CAP) {
          values.add(value);
        }
        segments.add(segment(dimension.name(), value));
      }
    }
  }

  private TreeSet<Segment> segmentsInForce(long at) {
    TreeSet<Segment> inForce = new TreeSet<>(WHOLE);
    for (Dimension dimension : experiment.dimensions()) {
      if (dimension.isInForce(at)) {
        segments.stream()
            .filter(segment -> segment.dimension().equals(dimension.name()))
            .forEach(inForce::add);
      }
    }
    return inForce;
  }

  private List<Segment> segmentsOf(Enrollment unit) {
    List<Segment> own = new ArrayList<>(List.of(Segment.ALL));
    for (Dimension dimension : experiment.dimensions()) {
      if (dimension.counts(unit.enrolledAt())) {
        own.add(segment(dimension.name(), value(unit, dimension.name())));
      }
    }
    return own;
  }

  private Segment segment(String dimension, String value) {
    boolean known = admitted.get(dimension).contains(value);
    return new Segment(dimension, known ? value : Segment.OTHER);
  }

  private static String value(Enrollment unit, String dimension) {
    return unit.enrolling.record.attributes().getOrDefault(dimension, Segment.MISSING);
  }
}
