package io.plumbline.core.unit;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One unit, brought from tick to tick; what it emitted is kept by kind. */
final class UnitBench implements UnitOutput {
  static final UnitId UNIT = new UnitId("user", "u1");
  private static final Position POSITION = new Position("events.csv", 0, 1, 0);

  final List<Contribution> contributions = new ArrayList<>();
  final List<EnrollmentVersion> enrollments = new ArrayList<>();
  final List<RecordCount> counts = new ArrayList<>();
  final List<Rejection> rejections = new ArrayList<>();
  final UnitFold fold;
  UnitRecord record = UnitRecord.EMPTY;

  private final UnitId unit;
  final TestMemory memory = new TestMemory();

  private UnitBench(UnitId unit, UnitFold fold) {
    this.unit = unit;
    this.fold = fold;
  }

  static UnitBench of(ExperimentFixture... experiments) {
    return of(UNIT, experiments);
  }

  static UnitBench of(UnitId unit, ExperimentFixture... experiments) {
    return of(ExperimentFixture.TIMING, unit, experiments);
  }

  static UnitBench of(Timing timing, UnitId unit, ExperimentFixture... experiments) {
    return new UnitBench(unit, UnitFold.ofMetrics(catalog(timing, experiments)));
  }

  static UnitBench ofEnrollments(ExperimentFixture... experiments) {
    return new UnitBench(
        UNIT, UnitFold.ofEnrollments(catalog(ExperimentFixture.TIMING, experiments)));
  }

  private static ExperimentCatalog catalog(Timing timing, ExperimentFixture... experiments) {
    return new ExperimentCatalog(
        Stream.of(experiments).map(ExperimentFixture::build).toList(),
        timing,
        new Horizon(Long.MIN_VALUE, ExperimentFixture.START + 60 * ExperimentFixture.DAY));
  }

  UnitBench at(long tick, Event... events) {
    List<UnitInput> inputs = new ArrayList<>();
    for (Event event : events) {
      inputs.add(new UnitInput(unit.type(), unit.id(), event.eventTime(), event, POSITION));
    }
    return at(tick, inputs);
  }

  /** An event that comes late: it counts from a later time than its own. */
  static UnitInput late(Event event, long visibleAt) {
    return new UnitInput(UNIT.type(), UNIT.id(), visibleAt, event, POSITION);
  }

  UnitBench at(long tick, UnitInput first, UnitInput... more) {
    List<UnitInput> inputs = new ArrayList<>(List.of(first));
    inputs.addAll(List.of(more));
    return at(tick, inputs);
  }

  UnitBench at(long tick, List<UnitInput> inputs) {
    record = fold.fold(unit, record, inputs, tick, memory, this);
    return this;
  }

  /** Forgets all that may be forgotten at a tick. */
  void tidy(long tick, Timing timing) {
    memory.forget(tick, timing);
    record = fold.tidy(record, tick);
  }

  UnitBench forget() {
    contributions.clear();
    enrollments.clear();
    counts.clear();
    rejections.clear();
    return this;
  }

  @Override
  public void contribution(Contribution contribution) {
    contributions.add(contribution);
  }

  @Override
  public void enrollment(EnrollmentVersion version) {
    enrollments.add(version);
  }

  @Override
  public void count(RecordCount count) {
    counts.add(count);
  }

  @Override
  public void reject(Rejection rejection) {
    rejections.add(rejection);
  }

  /** Leaves out the fate of the first record, the enrolling exposure. */
  UnitBench forgetFirst() {
    counts.remove(0);
    return this;
  }

  /** What each cell holds by now; cells at zero are left out. */
  Map<String, ExactMoments> cells() {
    return cells(Long.MAX_VALUE);
  }

  /** What each cell holds in the rows of an instant; cells at zero are left out. */
  Map<String, ExactMoments> cells(long instant) {
    Map<String, ExactMoments> cells = new TreeMap<>();
    for (Contribution c : contributions) {
      if (c.instant() <= instant) {
        cells
            .computeIfAbsent(c.experimentKey() + " " + c.cell(), k -> new ExactMoments())
            .add(c.amount());
      }
    }
    cells.values().removeIf(ExactMoments::isZero);
    return cells;
  }

  /** Of a metric on (all, all) over all units: "units/events/sum"; null where nothing is. */
  String metric(String experiment, int metric, int variant) {
    return metric(experiment, metric, variant, false, Long.MAX_VALUE);
  }

  String mature(String experiment, int metric, int variant, long instant) {
    return metric(experiment, metric, variant, true, instant);
  }

  private String metric(String experiment, int metric, int variant, boolean mature, long instant) {
    ExactMoments m =
        cells(instant)
            .get(
                experiment + " " + new Cell.Metric(metric, 0, Cell.ALL, Cell.ALL, variant, mature));
    return m == null ? null : m.units() + "/" + m.events() + "/" + m.sum();
  }

  long health(String experiment, int variant, String counter) {
    ExactMoments m = cells().get(experiment + " " + new Cell.Health(variant, counter));
    return m == null ? 0 : m.units();
  }

  /** How many records are counted as what by now; with reasons where they are refused. */
  Map<String, Long> totals() {
    Map<String, Long> totals = new TreeMap<>();
    for (RecordCount c : counts) {
      String fate = c.reason() == null ? c.disposition().name() : c.reason().name();
      totals.merge(fate, c.count(), Long::sum);
    }
    totals.values().removeIf(count -> count == 0);
    return totals;
  }

  List<Disposition> fates() {
    return counts.stream().map(RecordCount::disposition).toList();
  }

  static Exposure exposure(String experiment, String variant, long time) {
    return exposure("x" + time, experiment, variant, time, Map.of());
  }

  static Exposure exposure(
      String id, String experiment, String variant, long time, Map<String, String> attributes) {
    return new Exposure(
        id, experiment, variant, "user", "u1", Map.of(), time, null, attributes, null);
  }

  static MetricEvent event(String name, long time) {
    return event(name + time, name, time, null);
  }

  static MetricEvent event(String id, String name, long time, Double value) {
    return event(id, name, time, value, Map.of());
  }

  static MetricEvent event(
      String id, String name, long time, Double value, Map<String, String> attributes) {
    return new MetricEvent(id, name, "user", "u1", Map.of(), time, null, value, attributes);
  }

  /** An event of the unit "user" u1 and the unit "device" d1. */
  static MetricEvent ofBoth(String id, String name, long time) {
    return new MetricEvent(
        id, name, "user", "u1", Map.of("device", "d1"), time, null, null, Map.of());
  }

  /** The same event at another time. */
  static Event at(Event event, long time) {
    return event instanceof Exposure x
        ? exposure(x.exposureId(), x.experimentKey(), x.variantKey(), time, x.attributes())
        : at((MetricEvent) event, time);
  }

  private static Event at(MetricEvent event, long time) {
    return event(event.eventId(), event.eventName(), time, event.value(), event.attributes());
  }
}
