package io.plumbline.local.bench.srm;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.ExperimentBuilder;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Variant;
import io.plumbline.core.ledger.ExperimentLedger;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.local.bench.statistics.Draws;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One experiment of two variants planned 1:1, with one dimension, and its ledger. */
final class SimulatedSplit {
  static final long TICK = Duration.ofHours(1).toMillis();
  static final int TICKS_PER_DAY = 24;

  private static final long START = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final Timing TIMING = Timing.DEFAULTS.withTick(TICK);
  private static final Horizon HORIZON = new Horizon(START, Long.MAX_VALUE);
  private static final String DIMENSION = "segment";

  private final ExperimentPlan plan;
  private final double[] segmentShares;
  private final String[] segments;
  private final double treatmentShare;
  private final ExperimentLedger ledger = new ExperimentLedger();
  private final SplitTally tally = new SplitTally();
  private long now = START;
  private double lost;

  /**
   * @param segments values of the dimension, of equal shares
   * @param treatmentShare the true one
   */
  SimulatedSplit(String key, int segments, double treatmentShare) {
    this.plan = plan(key);
    this.segments = new String[segments];
    Arrays.setAll(this.segments, i -> "s" + i);
    this.segmentShares = new double[segments];
    Arrays.fill(segmentShares, 1.0 / segments);
    this.treatmentShare = treatmentShare;
    ledger.advance(plan, TIMING, HORIZON, START, List.of(), false, tally);
  }

  private static ExperimentPlan plan(String key) {
    return ExperimentPlan.of(
        new ExperimentBuilder(key)
            .name(key)
            .hypothesis("The split is as planned.")
            .owner("bench")
            .unitType("user")
            .startedAt(START)
            .variants(List.of(new Variant("control", true), new Variant("treatment", false)))
            .allocations(
                List.of(
                    new Allocation(
                        START, Map.of("control", BigDecimal.ONE, "treatment", BigDecimal.ONE), 1)))
            .dimensionNames(List.of(DIMENSION))
            .build(),
        TIMING);
  }

  /**
   * From the next tick on, this part of the treatment's units does not arrive.
   *
   * @param part from 0 to 1
   */
  void lose(double part) {
    lost = part;
  }

  /** A day of the experiment, from 1. */
  static LocalDate date(int day) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(START), ZoneOffset.UTC).plusDays(day - 1);
  }

  /** What the units of the next tick contribute, one contribution a cell. */
  List<Contribution> draw(Draws draws, long units) {
    long[] inSegment = new long[segments.length];
    draws.multinomial(units, segmentShares, inSegment);
    List<Contribution> contributions = new ArrayList<>(2 * segments.length + 2);
    long[] whole = new long[2];
    for (int s = 0; s < segments.length; s++) {
      long assigned = draws.binomial(inSegment[s], treatmentShare);
      long treated = assigned - draws.binomial(assigned, lost);
      add(contributions, DIMENSION, segments[s], 0, inSegment[s] - assigned);
      add(contributions, DIMENSION, segments[s], 1, treated);
      whole[0] += inSegment[s] - assigned;
      whole[1] += treated;
    }
    add(contributions, Cell.ALL, Cell.ALL, 0, whole[0]);
    add(contributions, Cell.ALL, Cell.ALL, 1, whole[1]);
    return contributions;
  }

  /** The same unit by unit, as they come where nothing is bundled. */
  List<Contribution> drawEach(Draws draws, int units) {
    List<Contribution> contributions = new ArrayList<>(2 * units);
    for (int i = 0; i < units; i++) {
      int variant = draws.binomial(1, treatmentShare) > 0 ? 1 : 0;
      String segment = segments[i % segments.length];
      add(contributions, DIMENSION, segment, variant, 1);
      add(contributions, Cell.ALL, Cell.ALL, variant, 1);
    }
    return contributions;
  }

  private void add(
      List<Contribution> contributions, String dimension, String segment, int variant, long units) {
    if (units > 0) {
      ExactMoments amount = new ExactMoments();
      amount.addUnits(units);
      contributions.add(
          new Contribution(plan.key(), now + TICK, cell(dimension, segment, variant), amount));
    }
  }

  private Cell cell(String dimension, String segment, int variant) {
    boolean isWhole = dimension.equals(Cell.ALL);
    int day = isWhole ? (int) (now / DAY) : 0;
    int hour = isWhole ? (int) (now % DAY / TICK) : 0;
    return new Cell.Units(0, dimension, segment, variant, day, hour);
  }

  /** The next tick. */
  void advance(List<Contribution> contributions) {
    now += TICK;
    ledger.advance(plan, TIMING, HORIZON, now, contributions, false, tally);
  }

  SplitTally tally() {
    return tally;
  }

  /** The ledger's size as it is written into state. */
  long bytes() {
    DataOutputStream out = new DataOutputStream(OutputStream.nullOutputStream());
    try {
      ledger.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.size();
  }
}
