package io.plumbline.core.ledger;

import io.plumbline.core.alert.AlertLifecycle;
import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.alert.SplitEvidence;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.statistics.SrmAlarm;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one experiment. It is brought from instant to instant, in order of time, by
 * the contributions of its units; what it publishes depends on them and on the plan alone.
 *
 * <p>The size is bounded by (segments + days) × epochs × variants × metrics, not by units.
 */
public final class ExperimentLedger {
  /** The newest format in which a ledger is written. */
  public static final int FORMAT = 3;

  /** The first format: a ledger that knows of no reset. */
  static final int WITHOUT_RESETS = 1;

  /** The second: one that knows no hours, nor what is left out, nor who crosses over. */
  static final int WITHOUT_TIMES = 2;

  private final Segments segments = new Segments();
  private final SrmLedger split = new SrmLedger();
  private final HealthLedger health = new HealthLedger();
  private final ImbalanceLedger imbalances = new ImbalanceLedger();
  private final MetricsLedger metrics = new MetricsLedger();
  private final GuardrailLedger guardrails = new GuardrailLedger();
  private final AlertLifecycle alarm = new AlertLifecycle();

  /**
   * Takes what is new at an instant, and publishes what the instant calls for.
   *
   * @param instant a tick, or one of the plan's instants; later than the one before
   * @param contributions with instants up to this one that were not taken yet, in any order
   * @param withMetrics whether rows of metrics are published, and alerts about them and about
   *     metric events told; else all other alerts
   */
  public void advance(
      ExperimentPlan plan,
      Timing timing,
      Horizon horizon,
      long instant,
      List<Contribution> contributions,
      boolean withMetrics,
      LedgerOutput out) {
    take(plan, contributions);
    boolean unconditional = plan.isUnconditional(instant);
    Publication at =
        new Publication(
            plan,
            instant,
            unconditional,
            unconditional || timing.isSegmentTick(instant) || instant == plan.lastInstant(horizon),
            isLook(plan, timing, instant),
            historyFrom(plan, horizon),
            plan.configVersion(instant));
    ImbalanceFigures figures = null;
    if (unconditional
        || health.hasChanged()
        || split.hasChanged(plan)
        || imbalances.counts().hasChanged(at)
        || imbalances.process() < at.process()) {
      figures = new ImbalanceFigures(at, imbalances.counts(), split);
      health.publish(at, split, figures, withMetrics, out);
    }
    imbalances.counts().published();
    if (instant < plan.experiment().startedAt()) {
      return;
    }
    alarm.acknowledge(
        plan.experiment(),
        instant,
        () -> evidence(split.standing(at)),
        at.configVersion(),
        out::srmAlert);
    if (split.process() < at.process()) {
      alarm.reset(
          plan.experiment(),
          instant,
          at.process(),
          evidence(split.standing(at)),
          at.configVersion(),
          out::srmAlert);
      split.begin(at.process());
    }
    SrmAlarm.Level before = split.level(plan);
    Optional<SrmCheck> combined = split.publishWhole(at, out);
    SrmAlarm.Level level = split.level(plan);
    if (figures != null) {
      imbalances.raise(at, figures, level, withMetrics, out);
    }
    combined.ifPresent(
        row ->
            alarm.advance(
                plan.experiment(),
                instant,
                level,
                evidence(row),
                row.configVersion(),
                out::srmAlert));
    Publication all = level == before ? at : at.withSegments();
    if (all.segments()) {
      split.publishSegments(all, out);
    }
    if (withMetrics) {
      metrics.publish(all, split.segments(), level, imbalances.doubt(at), guardrails, out);
      guardrails.raise(at, out);
    }
  }

  /** How the experiment stands by the rows published so far, without what metric events say. */
  public ExperimentStatus status(ExperimentPlan plan, long asOf) {
    List<String> open = new ArrayList<>(alarm.openAlertIds(plan.experiment()));
    open.addAll(imbalances.openAlertIds(plan, false));
    Collections.sort(open);
    return new ExperimentStatus(
        plan.key(), asOf, split.level(plan).name(), List.copyOf(open), plan.configVersion(asOf));
  }

  private static SplitEvidence evidence(SrmCheck row) {
    return new SplitEvidence(
        row.observed(),
        row.expected(),
        row.units(),
        row.logEValue(),
        row.logEAlarm(),
        row.anytimePValue(),
        row.chiSquaredP(),
        row.findings());
  }

  private void take(ExperimentPlan plan, List<Contribution> contributions) {
    segments.admit(contributions);
    for (Contribution contribution : contributions) {
      if (contribution.cell() instanceof Cell.Units cell) {
        SegmentKey segment = segments.of(cell.dimension(), cell.segment());
        split.add(plan, segment, cell, contribution.amount().units());
      } else if (contribution.cell() instanceof Cell.Metric cell) {
        SegmentKey segment = segments.of(cell.dimension(), cell.segment());
        metrics.add(plan, segment, cell, contribution.amount());
      } else if (contribution.cell() instanceof Cell.Health cell) {
        health.add(cell, contribution.amount().units());
      } else if (contribution.cell() instanceof Cell.Exclusion cell) {
        imbalances.counts().add(plan, cell, contribution.amount().units());
      } else if (contribution.cell() instanceof Cell.Crossover cell) {
        imbalances.counts().add(plan, cell, contribution.amount().units());
      } else if (contribution.cell() instanceof Cell.Mismatch cell) {
        imbalances.counts().add(cell, contribution.amount().units());
      }
    }
  }

  /** Segment ticks, and the stop, after which a metric without a window does not change. */
  private static boolean isLook(ExperimentPlan plan, Timing timing, long instant) {
    Long stoppedAt = plan.experiment().stoppedAt();
    return timing.isSegmentTick(instant) || (stoppedAt != null && instant == stoppedAt);
  }

  private static long historyFrom(ExperimentPlan plan, Horizon horizon) {
    long startedAt = plan.experiment().startedAt();
    return horizon.firstVisibleAt() == Long.MAX_VALUE
        ? startedAt
        : Math.max(startedAt, horizon.firstVisibleAt());
  }

  /** Writes the whole ledger in the newest format; {@link #read} is its inverse. */
  public void write(DataOutput out) throws IOException {
    segments.write(out);
    split.write(out);
    health.write(out);
    metrics.write(out);
    alarm.write(out);
    imbalances.write(out);
    guardrails.write(out);
  }

  public static ExperimentLedger read(DataInput in) throws IOException {
    return read(in, FORMAT);
  }

  /**
   * @param format in which it was written
   */
  public static ExperimentLedger read(DataInput in, int format) throws IOException {
    ExperimentLedger ledger = new ExperimentLedger();
    ledger.segments.read(in);
    ledger.split.read(in, format);
    ledger.health.read(in);
    ledger.metrics.read(in);
    ledger.alarm.read(in, format > WITHOUT_RESETS);
    if (format > WITHOUT_TIMES) {
      ledger.imbalances.read(in);
      ledger.guardrails.read(in);
    }
    return ledger;
  }
}
