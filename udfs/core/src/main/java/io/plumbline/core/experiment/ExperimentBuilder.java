package io.plumbline.core.experiment;

import java.util.List;

/** Puts an experiment together from what it has by itself, or from another one. */
public final class ExperimentBuilder {
  private String key;
  private ExperimentKind kind = ExperimentKind.EXPERIMENT;
  private String name;
  private String hypothesis;
  private String owner;
  private String unitType;
  private long startedAt;
  private Long stoppedAt;
  private String salt;
  private String hashVersion = "sha256";
  private double srmAlpha = 0.001;
  private double alpha = 0.05;
  private long plannedUnits = 5000;
  private CrossoverPolicy crossoverPolicy = CrossoverPolicy.FIRST_EXPOSURE;
  private List<Dimension> dimensions = List.of();
  private List<Variant> variants = List.of();
  private List<Allocation> allocations = List.of();
  private List<ExperimentMetric> metrics = List.of();
  private List<Note> notes = List.of();
  private long knownFrom = Experiment.ALWAYS;
  private long stopKnownFrom = Experiment.ALWAYS;
  private Long plannedStop;

  /** An experiment that has nothing yet but what holds where nothing is said. */
  public ExperimentBuilder(String key) {
    this.key = key;
  }

  ExperimentBuilder(Experiment from) {
    key = from.key();
    kind = from.kind();
    name = from.name();
    hypothesis = from.hypothesis();
    owner = from.owner();
    unitType = from.unitType();
    startedAt = from.startedAt();
    stoppedAt = from.stoppedAt();
    salt = from.salt();
    hashVersion = from.hashVersion();
    srmAlpha = from.srmAlpha();
    alpha = from.alpha();
    plannedUnits = from.plannedUnits();
    crossoverPolicy = from.crossoverPolicy();
    dimensions = from.dimensions();
    variants = from.variants();
    allocations = from.allocations();
    metrics = from.metrics();
    notes = from.notes();
    knownFrom = from.knownFrom();
    stopKnownFrom = from.stopKnownFrom();
    plannedStop = from.plannedStop();
  }

  public ExperimentBuilder kind(ExperimentKind value) {
    kind = value;
    return this;
  }

  public ExperimentBuilder name(String value) {
    name = value;
    return this;
  }

  public ExperimentBuilder hypothesis(String value) {
    hypothesis = value;
    return this;
  }

  public ExperimentBuilder owner(String value) {
    owner = value;
    return this;
  }

  public ExperimentBuilder unitType(String value) {
    unitType = value;
    return this;
  }

  public ExperimentBuilder startedAt(long value) {
    startedAt = value;
    return this;
  }

  public ExperimentBuilder stoppedAt(Long value) {
    stoppedAt = value;
    return this;
  }

  public ExperimentBuilder salt(String value) {
    salt = value;
    return this;
  }

  public ExperimentBuilder hashVersion(String value) {
    hashVersion = value;
    return this;
  }

  public ExperimentBuilder srmAlpha(double value) {
    srmAlpha = value;
    return this;
  }

  public ExperimentBuilder alpha(double value) {
    alpha = value;
    return this;
  }

  public ExperimentBuilder plannedUnits(long value) {
    plannedUnits = value;
    return this;
  }

  public ExperimentBuilder crossoverPolicy(CrossoverPolicy value) {
    crossoverPolicy = value;
    return this;
  }

  public ExperimentBuilder dimensions(List<Dimension> value) {
    dimensions = value;
    return this;
  }

  public ExperimentBuilder variants(List<Variant> value) {
    variants = value;
    return this;
  }

  public ExperimentBuilder allocations(List<Allocation> value) {
    allocations = value;
    return this;
  }

  public ExperimentBuilder metrics(List<ExperimentMetric> value) {
    metrics = value;
    return this;
  }

  public ExperimentBuilder notes(List<Note> value) {
    notes = value;
    return this;
  }

  public ExperimentBuilder knownFrom(long value) {
    knownFrom = value;
    return this;
  }

  public ExperimentBuilder stopKnownFrom(long value) {
    stopKnownFrom = value;
    return this;
  }

  public ExperimentBuilder plannedStop(Long value) {
    plannedStop = value;
    return this;
  }

  /** Dimensions that are in force for ever. */
  public ExperimentBuilder dimensionNames(List<String> names) {
    return dimensions(names.stream().map(Dimension::new).toList());
  }

  /** The stop, known from the beginning. */
  public ExperimentBuilder plannedToStopAt(Long value) {
    plannedStop = value;
    return stoppedAt(value);
  }

  public Experiment build() {
    return new Experiment(
        key,
        kind,
        name,
        hypothesis,
        owner,
        unitType,
        startedAt,
        stoppedAt,
        salt,
        hashVersion,
        srmAlpha,
        alpha,
        plannedUnits,
        crossoverPolicy,
        dimensions,
        variants,
        allocations,
        metrics,
        notes,
        knownFrom,
        stopKnownFrom,
        plannedStop);
  }
}
