package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.ExperimentInput.HealthEvent;
import io.plumbline.e2e.oracle.ExperimentInput.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Steps through the instants of one experiment and publishes what has changed. */
final class ExperimentReplay {

  private static final Set<Segment> WHOLE = Set.of(Segment.ALL);

  private final ExperimentInput input;
  private final Experiment experiment;
  private final long tick;
  private final Tables tables;
  private final SrmReplay srm;
  private final MetricReplay metrics;
  private final HealthReplay srmHealth;
  private final HealthReplay metricsHealth;
  private final TreeMap<Long, List<Unit>> enrolledAt = new TreeMap<>();
  private final TreeMap<Long, List<HealthEvent>> healthAt = new TreeMap<>();
  private final TreeMap<Long, List<Unit>> crossedOverAt = new TreeMap<>();
  private final Map<String, TreeSet<String>> admitted = new HashMap<>();
  private final TreeSet<Segment> segments = new TreeSet<>();

  ExperimentReplay(ExperimentInput input, long tick, long firstVisible, Tables tables) {
    this.input = input;
    this.experiment = input.experiment;
    this.tick = tick;
    this.tables = tables;
    this.srm = new SrmReplay(input, tables);
    Instant historyFrom = Instant.ofEpochMilli(Math.max(experiment.startedAt(), firstVisible));
    this.metrics = new MetricReplay(input, historyFrom, tables);
    this.srmHealth = new HealthReplay("srm", input, tables);
    this.metricsHealth = new HealthReplay("metrics", input, tables);
    segments.add(Segment.ALL);
    experiment.dimensions().forEach(dimension -> admitted.put(dimension, new TreeSet<>()));
  }

  void replay() {
    for (Unit unit : input.units.values()) {
      enrolledAt
          .computeIfAbsent(input.instants.after(unit.enrolledAt()), at -> new ArrayList<>())
          .add(unit);
      if (unit.crossover != null) {
        crossedOverAt
            .computeIfAbsent(input.instants.after(unit.crossover.time()), at -> new ArrayList<>())
            .add(unit);
      }
      metrics.schedule(unit);
      publishEnrollment(unit);
    }
    long first = experiment.startedAt();
    for (HealthEvent event : input.healthEvents) {
      long at = input.instants.after(event.time());
      healthAt.computeIfAbsent(at, a -> new ArrayList<>()).add(event);
      first = Math.min(first, at);
    }
    for (long at : input.instants.from(first)) {
      step(at);
    }
  }

  private void step(long at) {
    List<Unit> enrolled = enrolledAt.getOrDefault(at, List.of());
    admitSegmentsOf(enrolled);
    for (Unit unit : enrolled) {
      List<Segment> own = segmentsOf(unit);
      srm.enroll(unit, own);
      metrics.enroll(unit, own);
      srmHealth.enroll(unit);
      metricsHealth.enroll(unit);
    }
    for (Unit unit : crossedOverAt.getOrDefault(at, List.of())) {
      srmHealth.crossOver(unit);
      metricsHealth.crossOver(unit);
    }
    for (HealthEvent event : healthAt.getOrDefault(at, List.of())) {
      metricsHealth.count(event);
      if (!event.metricsOnly()) {
        srmHealth.count(event);
      }
    }
    metrics.update(at);
    boolean everything = input.instants.isUnconditional(at);
    if (at >= experiment.startedAt()) {
      List<Epoch> begun = input.epochs.stream().filter(epoch -> epoch.begin() <= at).toList();
      boolean transition = srm.publishWhole(at, begun, everything);
      boolean alsoSegments =
          everything
              || transition
              || input.instants.isSegmentTick(at)
              || at == input.instants.last();
      if (alsoSegments) {
        srm.publishSegments(at, begun, segments, everything);
      }
      metrics.publish(at, begun, alsoSegments ? segments : WHOLE, everything, srm.status());
      srmHealth.publish(at, begun, everything);
      metricsHealth.publish(at, begun, everything);
    } else {
      srmHealth.publish(at, List.of(), false);
      metricsHealth.publish(at, List.of(), false);
    }
  }

  /** Values that are first seen at one instant are admitted by name. */
  private void admitSegmentsOf(List<Unit> enrolled) {
    for (String dimension : experiment.dimensions()) {
      TreeSet<String> seen = new TreeSet<>(InputRecord::compareBytes);
      enrolled.forEach(unit -> seen.add(value(unit, dimension)));
      for (String value : seen) {
        TreeSet<String> values = admitted.get(dimension);
        if (values.size() < Segment.CAP) {
          values.add(value);
        }
        segments.add(segment(dimension, value));
      }
    }
  }

  private List<Segment> segmentsOf(Unit unit) {
    List<Segment> own = new ArrayList<>(List.of(Segment.ALL));
    for (String dimension : experiment.dimensions()) {
      own.add(segment(dimension, value(unit, dimension)));
    }
    return own;
  }

  private Segment segment(String dimension, String value) {
    boolean known = admitted.get(dimension).contains(value);
    return new Segment(dimension, known ? value : Segment.OTHER);
  }

  private static String value(Unit unit, String dimension) {
    return unit.enrolling.attributes().getOrDefault(dimension, Segment.MISSING);
  }

  /** One version a grid tick: the enrollment, and the first crossover when it came later. */
  private void publishEnrollment(Unit unit) {
    long first = Instants.gridAfter(unit.enrolledAt(), tick);
    InputRecord crossover = unit.crossover;
    boolean together = crossover != null && Instants.gridAfter(crossover.time(), tick) == first;
    addEnrollment(unit, 1, together ? crossover : null);
    if (crossover != null && !together) {
      addEnrollment(unit, 2, crossover);
    }
  }

  private void addEnrollment(Unit unit, int version, InputRecord crossover) {
    tables.add(
        Tables.ENROLLMENTS,
        experiment.key(),
        experiment.unitType(),
        unit.id,
        version,
        experiment.variants().get(unit.variant),
        Instant.ofEpochMilli(unit.enrolledAt()),
        unit.epoch.number(),
        unit.enrolling.attributes(),
        crossover == null ? null : Instant.ofEpochMilli(crossover.time()),
        crossover == null ? null : crossover.variant(),
        null,
        Instant.ofEpochMilli(crossover == null ? unit.enrolledAt() : crossover.time()),
        0);
  }
}
