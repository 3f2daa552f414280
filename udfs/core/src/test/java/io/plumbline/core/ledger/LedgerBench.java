package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TIMING;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.ExclusionTest;
import io.plumbline.core.unit.HealthCounter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One experiment's ledger, brought from instant to instant; the rows of the last one are kept. */
final class LedgerBench implements LedgerOutput {
  static final long END = START + 40 * DAY;
  static final int CONTROL = 0;
  static final int TREATMENT = 1;

  final List<SrmCheck> checks = new ArrayList<>();
  final List<ExperimentHealth> health = new ArrayList<>();
  final List<VariantMetric> metrics = new ArrayList<>();
  final List<MetricResult> results = new ArrayList<>();
  final List<SrmAlert> alerts = new ArrayList<>();
  final List<ExperimentAlert> experimentAlerts = new ArrayList<>();

  private final ExperimentPlan plan;
  private final Horizon horizon;
  private final List<Contribution> pending = new ArrayList<>();
  private ExperimentLedger ledger = new ExperimentLedger();

  private LedgerBench(ExperimentPlan plan, Horizon horizon) {
    this.plan = plan;
    this.horizon = horizon;
  }

  static LedgerBench of(ExperimentFixture experiment) {
    return until(END, experiment);
  }

  static LedgerBench until(long end, ExperimentFixture experiment) {
    return new LedgerBench(experiment.plan(), new Horizon(START, end));
  }

  /** Units of an epoch that are in the rows of the next instant, all with one attribute. */
  LedgerBench units(int epoch, Map<String, String> attributes, int variant, long units) {
    long begin = plan.epochs().get(epoch).begin();
    return units(epoch, attributes, variant, units, (int) (begin / DAY));
  }

  LedgerBench units(int variant, long units) {
    return units(0, Map.of(), variant, units);
  }

  LedgerBench units(int epoch, Map<String, String> attributes, int variant, long units, int day) {
    return units(epoch, attributes, variant, units, day, 0);
  }

  /**
   * @param day since 1970-01-01 UTC
   * @param hour of the day, UTC
   */
  LedgerBench units(
      int epoch, Map<String, String> attributes, int variant, long units, int day, int hour) {
    ExactMoments amount = new ExactMoments();
    amount.addUnits(units);
    add(new Cell.Units(epoch, Cell.ALL, Cell.ALL, variant, day, hour), amount);
    attributes.forEach(
        (dimension, value) -> add(new Cell.Units(epoch, dimension, value, variant, 0, 0), amount));
    for (int i = 0; i < plan.experiment().metrics().size(); i++) {
      if (!plan.metric(i).metric().matureOnly()) {
        ExactMoments zeros = new ExactMoments();
        zeros.addUnits(units);
        metric(i, epoch, attributes, variant, false, zeros);
      }
    }
    return this;
  }

  /** Units whose number in a metric goes from 0 to another. */
  LedgerBench numbers(int metric, int variant, boolean mature, long units, long number) {
    return numbers(0, metric, variant, mature, units, number);
  }

  LedgerBench numbers(int epoch, int metric, int variant, boolean mature, long units, long number) {
    ExactMoments amount = new ExactMoments();
    for (long n = 0; n < units; n++) {
      if (mature) {
        amount.addUnit(number);
      } else {
        amount.replaceUnit(0, number);
      }
    }
    amount.addEvents(units);
    return metric(metric, epoch, Map.of(), variant, mature, amount);
  }

  LedgerBench metric(
      int metric,
      int epoch,
      Map<String, String> attributes,
      int variant,
      boolean mature,
      ExactMoments amount) {
    add(new Cell.Metric(metric, epoch, Cell.ALL, Cell.ALL, variant, mature), amount);
    attributes.forEach(
        (dimension, value) ->
            add(new Cell.Metric(metric, epoch, dimension, value, variant, mature), amount));
    return this;
  }

  LedgerBench exposures(int variant, long exposures) {
    return health(variant, HealthCounter.EXPOSURES, exposures);
  }

  LedgerBench health(int variant, String counter, long count) {
    ExactMoments amount = new ExactMoments();
    amount.addUnits(count);
    add(new Cell.Health(variant, counter), amount);
    return this;
  }

  /** Units that a test has left events out of. */
  LedgerBench excluded(ExclusionTest test, int epoch, int variant, long units) {
    return count(new Cell.Exclusion(test, epoch, variant), units);
  }

  LedgerBench crossovers(int epoch, int from, int to, long units) {
    return count(new Cell.Crossover(epoch, from, to), units);
  }

  LedgerBench mismatches(int epoch, long units) {
    return count(new Cell.Mismatch(epoch), units);
  }

  private LedgerBench count(Cell cell, long units) {
    ExactMoments amount = new ExactMoments();
    amount.addUnits(units);
    add(cell, amount);
    return this;
  }

  ExperimentHealth health(String variant) {
    return health.stream()
        .filter(row -> Objects.equals(row.variantKey(), variant))
        .findFirst()
        .orElseThrow();
  }

  /** "status alert_id sequence", of the last instant. */
  List<String> transitions() {
    return experimentAlerts.stream()
        .map(a -> a.status() + " " + a.alertId() + " " + a.sequence())
        .toList();
  }

  ExperimentStatus status(long asOf) {
    return ledger.status(plan, asOf);
  }

  private void add(Cell cell, ExactMoments amount) {
    pending.add(new Contribution(plan.key(), 0, cell, amount.copy()));
  }

  LedgerBench at(long instant) {
    return at(instant, true);
  }

  LedgerBench at(long instant, boolean withMetrics) {
    checks.clear();
    health.clear();
    metrics.clear();
    results.clear();
    alerts.clear();
    experimentAlerts.clear();
    ledger.advance(plan, TIMING, horizon, instant, List.copyOf(pending), withMetrics, this);
    pending.clear();
    return this;
  }

  /** Goes on with a ledger that an earlier version wrote. */
  LedgerBench from(byte[] written, int format) {
    try {
      ledger =
          ExperimentLedger.read(new DataInputStream(new ByteArrayInputStream(written)), format);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the ledger and goes on with what is read back. */
  LedgerBench restored() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ledger.write(new DataOutputStream(bytes));
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      ledger = ExperimentLedger.read(in);
      if (in.read() >= 0) {
        throw new IllegalStateException("not all that was written was read");
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Segments whose rows of all epochs together were published, in that order. */
  List<String> combinedSegments(String dimension) {
    return checks.stream()
        .filter(c -> c.epoch() == null && c.segment().dimension().equals(dimension))
        .map(c -> c.segment().segment())
        .toList();
  }

  /** Goes on with another ledger. */
  LedgerBench with(ExperimentLedger other) {
    ledger = other;
    return this;
  }

  boolean isEmpty() {
    return checks.isEmpty() && health.isEmpty() && metrics.isEmpty() && results.isEmpty();
  }

  List<Object> rows() {
    List<Object> rows = new ArrayList<>(checks);
    rows.addAll(health);
    rows.addAll(metrics);
    rows.addAll(results);
    rows.addAll(alerts);
    rows.addAll(experimentAlerts);
    return rows;
  }

  /** The combined row of (all, all). */
  SrmCheck combined() {
    return check(null, SegmentKey.WHOLE);
  }

  /** But the rows of days and of hours. */
  List<SrmCheck> checksButOfTime() {
    return checks.stream().filter(c -> !SegmentTests.isOfTime(c.segment())).toList();
  }

  SrmCheck check(Integer epoch, SegmentKey segment) {
    return checks.stream()
        .filter(c -> Objects.equals(c.epoch(), epoch) && c.segment().equals(segment))
        .findFirst()
        .orElseThrow();
  }

  /** Of (all, all): "variant units/sum", epoch 0, in the order of publication. */
  List<String> metrics(int metric, boolean mature) {
    return metrics.stream()
        .filter(m -> m.metricKey().equals(plan.metric(metric).metric().key()))
        .filter(m -> m.isMature() == mature && m.segment().isWhole() && m.epoch() == 0)
        .map(m -> m.variantKey() + " " + m.units() + "/" + m.sumY())
        .toList();
  }

  List<MetricResult> results(String metric, boolean mature) {
    return results.stream()
        .filter(r -> r.metricKey().equals(metric))
        .filter(r -> r.isMature() == mature && r.segment().isWhole())
        .toList();
  }

  @Override
  public void srmCheck(SrmCheck row) {
    checks.add(row);
  }

  @Override
  public void health(ExperimentHealth row) {
    health.add(row);
  }

  @Override
  public void variantMetric(VariantMetric row) {
    metrics.add(row);
  }

  @Override
  public void metricResult(MetricResult row) {
    results.add(row);
  }

  @Override
  public void srmAlert(SrmAlert alert) {
    alerts.add(alert);
  }

  @Override
  public void experimentAlert(ExperimentAlert alert) {
    experimentAlerts.add(alert);
  }
}
