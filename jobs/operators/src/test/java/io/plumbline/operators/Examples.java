package io.plumbline.operators;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.Variant;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.Position;
import io.plumbline.core.unit.Rejection;
import io.plumbline.core.unit.UnitInput;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An experiment of a day with one metric of an hour, and what happens in it. */
public final class Examples {
  public static final Timing TIMING = Timing.DEFAULTS;
  public static final long START = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
  public static final long ONE_MINUTE_LATER = START + 60_000;
  public static final long TWO_MINUTES_LATER = START + 120_000;
  public static final long ONE_HOUR_LATER = START + 3_600_000;
  public static final long STOP = START + 86_400_000;
  public static final Position POSITION = new Position("events.csv", 0, 7, 0);

  private Examples() {}

  public static Experiment experiment(String key) {
    return experiment(key, STOP);
  }

  public static Experiment experiment(String key, Long stoppedAt) {
    Metric metric =
        new Metric(
            "buy",
            1,
            MetricKind.SUM,
            "buy",
            Map.of("currency", "EUR"),
            2,
            0,
            3_600_000L,
            false,
            null,
            100.5,
            true,
            "what was bought",
            Long.MIN_VALUE);
    return new Experiment(
        key,
        ExperimentKind.EXPERIMENT,
        "Gate",
        null,
        "growth",
        "user",
        START,
        stoppedAt,
        "salt",
        "sha256",
        0.001,
        0.05,
        10_000,
        CrossoverPolicy.EXCLUDE,
        List.of("country"),
        List.of(new Variant("a", true), new Variant("b", false)),
        List.of(
            new Allocation(
                START, Map.of("a", new BigDecimal("0.30"), "b", new BigDecimal("0.70")), 0.5)),
        List.of(new ExperimentMetric(metric, MetricRole.PRIMARY, 0.02, null)));
  }

  public static UnitInput exposure(String unit, String variant, long time) {
    Exposure exposure =
        new Exposure(
            "x" + time,
            "gate",
            variant,
            "user",
            unit,
            Map.of(),
            time,
            null,
            Map.of("country", "DE"),
            null);
    return new UnitInput("user", unit, time, exposure, POSITION);
  }

  public static UnitInput bought(String unit, String id, long time, double value) {
    MetricEvent event =
        new MetricEvent(
            id, "buy", "user", unit, Map.of(), time, null, value, Map.of("currency", "EUR"));
    return new UnitInput("user", unit, time, event, POSITION);
  }

  public static ExactMoments moments(long... numbers) {
    ExactMoments moments = new ExactMoments();
    for (long number : numbers) {
      moments.addUnit(number);
    }
    return moments;
  }

  /** Units of a variant that are enrolled in the rows of an instant. */
  public static Contribution units(long instant, int variant, long units) {
    ExactMoments moments = new ExactMoments();
    moments.addUnits(units);
    int day = (int) (START / 86_400_000);
    return new Contribution(
        "gate", instant, new Cell.Units(0, Cell.ALL, Cell.ALL, variant, day, 0), moments);
  }

  public static Rejection rejection(long tick, long eventTime, String payload, long offset) {
    return new Rejection(
        tick,
        RejectReason.MALFORMED,
        "why",
        new Position("events.csv", 0, offset, 0),
        null,
        null,
        null,
        null,
        eventTime,
        payload);
  }
}
