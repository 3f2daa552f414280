package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentBuilder;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentSuccession;
import io.plumbline.core.experiment.ExperimentValidator;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.experiment.Problem;
import io.plumbline.core.experiment.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * One experiment's rows, put together with its history: what has changed acts from the later of its
 * own time and the commit, what has acted stays as it was.
 */
final class ExperimentAssembly {
  /** Who runs and who does not. */
  enum Status {
    DRAFT,
    RUNNING,
    STOPPED
  }

  private final ConfigTables tables;
  private final MetricRows metrics;
  private final Map<String, Object> row;
  private final String key;
  private final ExperimentHistory history;
  private final Acting acting;
  private final boolean hasStarted;
  private final List<Problem> problems = new ArrayList<>();
  private final RowReader reader;
  private final Map<Long, Long> effectiveAt = new HashMap<>();
  private boolean isStoppedByCommit;
  private long stopKnownFrom;

  /**
   * @param row of the table of experiments
   */
  ExperimentAssembly(
      ConfigTables tables,
      MetricRows metrics,
      Map<String, Object> row,
      ExperimentHistory history,
      Acting acting) {
    this.tables = tables;
    this.metrics = metrics;
    this.row = row;
    this.key = String.valueOf(row.get("key"));
    this.history = history;
    this.acting = acting;
    this.hasStarted = history.hasStartedBefore(acting.at());
    this.reader = new RowReader(row, "experiment " + key, "", problems);
  }

  /** Null if it cannot be read. */
  static Status status(Map<String, Object> row) {
    return new RowReader(row, "", "", new ArrayList<>())
        .choice("status", Status.class, Status.DRAFT);
  }

  /** What is wrong with it, errors alone; empty if {@link #next} can follow. */
  List<Problem> problems() {
    return problems;
  }

  /**
   * The history with the new document.
   *
   * @return null if there are problems
   */
  ExperimentHistory next() {
    Status status = reader.choice("status", Status.class, Status.DRAFT);
    Long startedAt = startedAt();
    Long stoppedAt = stoppedAt(status);
    List<Variant> variants = variants();
    String unitType = reader.text("unit_type", "user");
    ExperimentKind kind = reader.choice("kind", ExperimentKind.class, ExperimentKind.EXPERIMENT);
    ExperimentBuilder builder =
        new ExperimentBuilder(key)
            .kind(kind)
            .name(reader.text("name", null))
            .hypothesis(reader.text("hypothesis", null))
            .owner(reader.text("owner", null))
            .unitType(unitType)
            .salt(reader.text("salt", null))
            .hashVersion(reader.text("hash_version", "sha256"))
            .srmAlpha(reader.number("srm_alpha", 0.001))
            .alpha(reader.number("alpha", 0.05))
            .plannedUnits(reader.integer("planned_units", 5000))
            .crossoverPolicy(
                reader.choice(
                    "crossover_policy", CrossoverPolicy.class, CrossoverPolicy.FIRST_EXPOSURE))
            .variants(variants)
            .dimensions(dimensions())
            .notes(notes());
    builder.metrics(
        new MetricPlaces(tables, metrics, key, history, acting, problems)
            .of(kind == ExperimentKind.FLAG, unitType));
    if (startedAt == null) {
      return null;
    }
    builder
        .startedAt(startedAt)
        .stoppedAt(stoppedAt)
        .allocations(allocations(startedAt))
        .knownFrom(knownFrom(startedAt))
        .stopKnownFrom(stopKnownFrom)
        .plannedStop(hasStarted ? history.document().plannedStop() : null);
    if (!problems.isEmpty()) {
      return null;
    }
    Experiment assembled = builder.build();
    ExperimentValidator.validate(assembled).stream()
        .filter(Problem::isError)
        .forEach(problems::add);
    if (history.isPublished()) {
      problems.addAll(ExperimentSuccession.problems(history.document(), assembled, acting.at()));
    }
    return problems.isEmpty()
        ? history
            .with(followed(assembled), effectiveAt)
            .follows(reader.instant("started_at"), reader.instant("stopped_at"), isStoppedByCommit)
        : null;
  }

  private Experiment followed(Experiment assembled) {
    return history.isPublished()
        ? ExperimentSuccession.of(history.document(), assembled, acting.at())
        : assembled;
  }

  private Long startedAt() {
    Long own = reader.instant("started_at");
    if (own == null && acting.isInitial()) {
      reader.problem("started_at", "missing", "an instant, as status is not draft");
      return null;
    }
    if (history.isPublished() && Objects.equals(own, history.ownStart())) {
      return history.document().startedAt();
    }
    if (hasStarted) {
      return own == null ? Long.valueOf(history.document().startedAt()) : own;
    }
    return own == null ? acting.at() : acting.from(own);
  }

  /** Known from the beginning only if it has started: what has not may still be taken back. */
  private long knownFrom(long startedAt) {
    if (hasStarted) {
      return history.document().knownFrom();
    }
    return acting.isInitial() && startedAt <= acting.commit().committedAt()
        ? Experiment.ALWAYS
        : startedAt;
  }

  private Long stoppedAt(Status status) {
    Long own = reader.instant("stopped_at");
    boolean isStopped = status == Status.STOPPED;
    isStoppedByCommit = isStopped && own == null;
    stopKnownFrom = acting.at();
    Experiment known = history.document();
    if (known != null
        && Objects.equals(own, history.ownStop())
        && isStoppedByCommit == history.isStoppedByCommit()) {
      stopKnownFrom = known.stopKnownFrom();
      return known.stoppedAt();
    }
    if (history.hasStoppedBefore(acting.at())) {
      // An own time before the stop that has acted is one for which it came too late.
      boolean isSame = isStopped && (own == null || own <= known.stoppedAt());
      stopKnownFrom = isSame ? known.stopKnownFrom() : stopKnownFrom;
      return isSame ? known.stoppedAt() : own;
    }
    if (isStoppedByCommit) {
      return acting.isInitial() ? acting.commit().committedAt() : acting.at();
    }
    return own == null ? null : Long.valueOf(acting.from(own));
  }

  /** In their order; of those in one place the known ones come first, then by key. */
  private List<Variant> variants() {
    record Placed(Variant variant, long order, int known) {}
    List<Variant> before = hasStarted ? history.document().variants() : List.of();
    List<String> keys = before.stream().map(Variant::key).toList();
    List<Placed> placed = new ArrayList<>();
    for (Map<String, Object> variant : tables.of(ConfigTables.VARIANTS, key)) {
      RowReader values = reader(variant, "variants." + variant.get("key") + ".");
      String name = values.text("key", null);
      int known = keys.indexOf(name);
      long validFrom = Experiment.ALWAYS;
      if (hasStarted) {
        validFrom = known < 0 ? acting.at() : before.get(known).validFrom();
      }
      placed.add(
          new Placed(
              new Variant(name, values.flag("is_control", false), validFrom),
              values.integer("sort_order", 0),
              known < 0 ? Integer.MAX_VALUE : known));
    }
    placed.sort(Comparator.comparingLong(Placed::order).thenComparingInt(Placed::known));
    return placed.stream().map(Placed::variant).toList();
  }

  private List<Dimension> dimensions() {
    List<String> wanted = reader.texts("dimensions");
    if (!hasStarted) {
      return wanted.stream().map(Dimension::new).toList();
    }
    List<Dimension> dimensions = new ArrayList<>();
    Set<String> there = new HashSet<>();
    for (Dimension dimension : history.document().dimensions()) {
      boolean isWanted = wanted.contains(dimension.name());
      if (dimension.isTakenAway() || isWanted) {
        dimensions.add(dimension);
      } else if (dimension.validFrom() < acting.at()) {
        dimensions.add(dimension.takenAwayAt(acting.at()));
      }
      if (isWanted && !dimension.isTakenAway()) {
        there.add(dimension.name());
      }
    }
    for (String name : wanted) {
      if (!there.contains(name)) {
        dimensions.add(new Dimension(name, acting.at(), Dimension.IN_FORCE));
      }
    }
    return dimensions;
  }

  /** By when they act; what has acted and is no longer there stays. */
  private List<Allocation> allocations(long startedAt) {
    TreeMap<Long, Allocation> byBegin = new TreeMap<>();
    Set<Long> kept = new HashSet<>();
    for (Allocation planned : planned()) {
      long own = planned.effectiveAt();
      Allocation known = last(own);
      boolean isKnown = known != null && known.plansTheSameAs(planned);
      long begin = isKnown ? known.effectiveAt() : acting.from(own);
      if (isKnown) {
        kept.add(begin);
      }
      byBegin.put(begin, new Allocation(begin, planned.weights(), planned.traffic()));
      effectiveAt.put(begin, own);
    }
    if (hasStarted) {
      for (Allocation acted : history.document().allocations()) {
        long begin = acted.effectiveAt();
        if (begin < acting.at() && !kept.contains(begin)) {
          byBegin.put(begin, acted);
          effectiveAt.put(begin, history.effectiveAt().getOrDefault(begin, begin));
        }
      }
    }
    effectiveAt.entrySet().removeIf(times -> times.getKey().equals(times.getValue()));
    return List.copyOf(byBegin.values());
  }

  /** What the rows say, by their own times. */
  private List<Allocation> planned() {
    List<Allocation> planned = new ArrayList<>();
    for (Map<String, Object> allocation : tables.of(ConfigTables.ALLOCATIONS, key)) {
      RowReader values = reader(allocation, "allocations." + allocation.get("effective_at") + ".");
      Long own = values.instant("effective_at");
      if (own != null) {
        planned.add(
            new Allocation(own, values.numberMap("weights"), values.number("traffic", 1.0)));
      }
    }
    planned.sort(Comparator.comparingLong(Allocation::effectiveAt));
    return planned;
  }

  /** The newest one that was planned for this time; null: none. */
  private Allocation last(long own) {
    Allocation last = null;
    if (history.isPublished()) {
      for (Allocation known : history.document().allocations()) {
        long begin = known.effectiveAt();
        if (history.effectiveAt().getOrDefault(begin, begin) == own) {
          last = known;
        }
      }
    }
    return last;
  }

  /** Those that ask for something; what has acted stays. */
  private List<Note> notes() {
    List<Note> known = history.isPublished() ? history.document().notes() : List.of();
    TreeMap<String, Note> notes = new TreeMap<>();
    for (Note note : known) {
      if (note.validFrom() < acting.at()) {
        notes.put(note.id() + " " + note.action(), note);
      }
    }
    for (Map<String, Object> row : tables.of(ConfigTables.NOTES, key)) {
      RowReader values = reader(row, "notes." + row.get("id") + ".");
      Note.Action action = values.choice("action", Note.Action.class, Note.Action.NONE);
      Note.Kind kind = values.choice("kind", Note.Kind.class, Note.Kind.COMMENT);
      Long createdAt = values.instant("created_at");
      if (action != null && action != Note.Action.NONE && createdAt != null) {
        String id = values.text("id", "");
        Note planned =
            known.stream()
                .filter(note -> note.id().equals(id) && note.action() == action)
                .filter(note -> note.createdAt() == createdAt)
                .findFirst()
                .orElse(null);
        notes.putIfAbsent(
            id + " " + action,
            planned != null
                ? planned
                : new Note(
                    id,
                    kind,
                    action,
                    values.text("author", null),
                    createdAt,
                    acting.from(createdAt)));
      }
    }
    return notes.values().stream()
        .sorted(Comparator.comparingLong(Note::validFrom).thenComparing(Note::id))
        .toList();
  }

  private RowReader reader(Map<String, Object> values, String within) {
    return new RowReader(values, "experiment " + key, within, problems);
  }
}
