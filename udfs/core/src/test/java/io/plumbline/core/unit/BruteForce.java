package io.plumbline.core.unit;

import io.plumbline.core.assignment.Assignment;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.exact.FixedPoint;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.experiment.Variant;
import io.plumbline.core.time.Timing;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One user computed from nothing but the set of the events that are visible before an instant, rule
 * by rule, without any of the fold's code. Limits on the number of events are left out.
 */
final class BruteForce {
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(62);

  static final Comparator<UnitInput> BY_COUNTING =
      Comparator.comparing(UnitInput::visibleAt)
          .thenComparing(i -> i.event().eventTime())
          .thenComparing(i -> i.event().content());

  /** Where a user stands in an experiment. */
  record Place(UnitInput first, UnitInput other) {
    long enrolledAt() {
      return first.event().eventTime();
    }

    long visibleAt() {
      return other == null ? first.visibleAt() : Math.max(first.visibleAt(), other.visibleAt());
    }
  }

  final Map<String, ExactMoments> cells = new TreeMap<>();
  final Map<String, Long> fates = new TreeMap<>();
  final Map<String, Place> places = new HashMap<>();

  private final List<ExperimentPlan> plans;
  private final Timing timing;
  private final long instant;
  private final Map<String, BigInteger> sums = new HashMap<>();
  private final Map<String, long[]> eventsAndDuplicates = new HashMap<>();
  private final BruteForceExclusions leftOut = new BruteForceExclusions();

  BruteForce(List<ExperimentPlan> plans, Timing timing, List<UnitInput> log, long instant) {
    this.plans = plans;
    this.timing = timing;
    this.instant = instant;
    List<UnitInput> visible = log.stream().filter(i -> i.visibleAt() < instant).toList();
    exposures(visible);
    metricEvents(visible);
    places.forEach((key, place) -> enrolled(plan(key), place));
    for (ExperimentPlan plan : plans) {
      leftOut.cells(plan, places.get(plan.key())).forEach(cell -> add(plan, cell, one()));
    }
    cells.values().removeIf(ExactMoments::isZero);
    fates.values().removeIf(n -> n == 0);
  }

  private ExperimentPlan plan(String key) {
    return plans.stream().filter(p -> p.key().equals(key)).findFirst().orElse(null);
  }

  private void exposures(List<UnitInput> visible) {
    Map<String, List<UnitInput>> passed = new HashMap<>();
    for (UnitInput input : visible) {
      if (!(input.event() instanceof Exposure exposure)) {
        continue;
      }
      ExperimentPlan plan = plan(exposure.experimentKey());
      if (input.refusal() != null) {
        if (plan != null && plan.experiment().knownFrom() <= input.visibleAt()) {
          refusedBySource(plan, input, exposure);
        }
        continue;
      }
      if (plan == null || plan.experiment().knownFrom() > input.visibleAt()) {
        fate("REJECTED UNKNOWN_EXPERIMENT");
        continue;
      }
      Experiment experiment = plan.experiment();
      int variant = experiment.variantIndex(exposure.variantKey());
      boolean isBefore = exposure.eventTime() < experiment.startedAt();
      Long stop = experiment.stoppedAt();
      if (variant < 0) {
        refused(plan, variant, "UNKNOWN_VARIANT");
      } else if (isBefore || stop != null && exposure.eventTime() >= stop) {
        refused(plan, variant, "OUTSIDE_EXPERIMENT");
      } else {
        passed.computeIfAbsent(plan.key(), k -> new ArrayList<>()).add(input);
      }
    }
    passed.forEach((key, inputs) -> place(plan(key), inputs));
  }

  private void refusedBySource(ExperimentPlan plan, UnitInput input, Exposure exposure) {
    int variant = plan.experiment().variantIndex(exposure.variantKey());
    refusedInHealth(plan, variant, input.refusal());
    leftOut.exposure(plan, input, variant, timing);
  }

  private void refusedInHealth(ExperimentPlan plan, int variant, RejectReason reason) {
    health(plan, variant, "rejected:" + reason);
    if (reason == RejectReason.TOO_LATE) {
      health(plan, variant, "late");
    }
  }

  private static ExactMoments one() {
    ExactMoments one = new ExactMoments();
    one.addUnits(1);
    return one;
  }

  private void place(ExperimentPlan plan, List<UnitInput> inputs) {
    inputs.sort(
        Comparator.<UnitInput>comparingLong(i -> i.event().eventTime())
            .thenComparing(i -> i.event().id())
            .thenComparing(i -> i.event().content())
            .thenComparing(UnitInput::visibleAt));
    UnitInput first = null;
    UnitInput other = null;
    for (UnitInput input : inputs) {
      int variant = variant(plan, input);
      if (first == null && !plan.epochAt(input.event().eventTime()).enrollable()[variant]) {
        refused(plan, variant, "UNKNOWN_VARIANT");
        continue;
      }
      if (first == null) {
        first = input;
      } else if (other == null && variant(plan, first) != variant) {
        other = input;
      }
      fate("APPLIED null");
      health(plan, variant, "exposures");
    }
    if (first != null) {
      places.put(plan.key(), new Place(first, other));
    }
  }

  private void metricEvents(List<UnitInput> visible) {
    List<UnitInput> inputs = new ArrayList<>(visible);
    inputs.removeIf(i -> i.event() instanceof Exposure);
    inputs.sort(BY_COUNTING);
    Map<String, Long> counted = new HashMap<>();
    for (UnitInput input : inputs) {
      MetricEvent event = (MetricEvent) input.event();
      if (input.refusal() != null) {
        healthOf(input, event, "rejected:" + input.refusal());
        if (input.refusal() == RejectReason.TOO_LATE) {
          healthOf(input, event, "late");
        }
        continue;
      }
      if (!isAskedFor(event, input.visibleAt())) {
        fate("UNMATCHED null");
        continue;
      }
      Long before = counted.get(event.eventId());
      String counter = null;
      if (isOutOfRange(event, input.visibleAt())) {
        fate("REJECTED VALUE_OUT_OF_RANGE");
        counter = "rejected:VALUE_OUT_OF_RANGE";
      } else if (before != null && input.visibleAt() <= before + timing.latenessMs()) {
        fate("DUPLICATE null");
        counter = "duplicates";
        matching(input).forEach(m -> eventsAndDuplicates(m)[1]++);
      } else {
        counted.merge(event.eventId(), event.eventTime(), Math::max);
        counter = count(input, event);
      }
      if (counter != null) {
        healthOf(input, event, counter);
      }
    }
  }

  private String count(UnitInput input, MetricEvent event) {
    List<String> matching = matching(input);
    Map<String, BigInteger> next = new HashMap<>();
    for (String metric : matching) {
      next.put(
          metric, sums.getOrDefault(metric, BigInteger.ZERO).add(scaled(metric(metric), event)));
    }
    if (next.values().stream().anyMatch(sum -> sum.abs().compareTo(LIMIT) > 0)) {
      fate("REJECTED VALUE_OUT_OF_RANGE");
      return "rejected:VALUE_OUT_OF_RANGE";
    }
    sums.putAll(next);
    matching.forEach(m -> eventsAndDuplicates(m)[0]++);
    fate(matching.isEmpty() ? "UNMATCHED null" : "APPLIED null");
    return null;
  }

  private static BigInteger scaled(Metric metric, MetricEvent event) {
    return metric.kind() != MetricKind.SUM || event.value() == null
        ? BigInteger.ZERO
        : BigInteger.valueOf(FixedPoint.scale(event.value(), metric.decimals()).getAsLong());
  }

  /** Metrics by "experiment index" in whose window the event is. */
  private List<String> matching(UnitInput input) {
    MetricEvent event = (MetricEvent) input.event();
    List<String> matching = new ArrayList<>();
    for (ExperimentPlan plan : plans) {
      Place place = places.get(plan.key());
      for (int i = 0; place != null && i < plan.experiment().metrics().size(); i++) {
        Metric metric = plan.metric(i).metric();
        long opens = place.enrolledAt() + metric.delayMs();
        Long stop = plan.experiment().stoppedAt();
        long closes =
            metric.windowMs() != null
                ? opens + metric.windowMs()
                : stop == null ? Long.MAX_VALUE : stop;
        boolean hasAttributes =
            metric.eventFilter().entrySet().stream()
                .allMatch(e -> e.getValue().equals(event.attributes().get(e.getKey())));
        if (asks(plan, metric, event, input.visibleAt())
            && hasAttributes
            && metric.validFrom() <= place.enrolledAt()
            && opens <= event.eventTime()
            && event.eventTime() < closes) {
          matching.add(plan.key() + " " + i);
        }
      }
    }
    return matching;
  }

  private Metric metric(String experimentAndIndex) {
    String[] parts = experimentAndIndex.split(" ");
    return plan(parts[0]).metric(Integer.parseInt(parts[1])).metric();
  }

  private long[] eventsAndDuplicates(String metric) {
    return eventsAndDuplicates.computeIfAbsent(metric, m -> new long[2]);
  }

  private static boolean asks(ExperimentPlan plan, Metric metric, MetricEvent event, long at) {
    return metric.eventName().equals(event.eventName())
        && metric.validFrom() <= at
        && plan.experiment().knownFrom() <= at;
  }

  private boolean isAskedFor(MetricEvent event, long at) {
    return plans.stream()
        .anyMatch(
            p -> p.experiment().metrics().stream().anyMatch(m -> asks(p, m.metric(), event, at)));
  }

  private boolean isOutOfRange(MetricEvent event, long at) {
    if (event.value() == null) {
      return false;
    }
    boolean beyond = !Double.isFinite(event.value());
    for (ExperimentPlan plan : plans) {
      for (var use : plan.experiment().metrics()) {
        beyond |=
            asks(plan, use.metric(), event, at)
                && use.metric().kind() == MetricKind.SUM
                && FixedPoint.scale(event.value(), use.metric().decimals())
                    .equals(OptionalLong.empty());
      }
    }
    return beyond;
  }

  private void healthOf(UnitInput input, MetricEvent event, String counter) {
    long time = Math.min(event.eventTime(), input.visibleAt());
    for (ExperimentPlan plan : plans) {
      Place place = places.get(plan.key());
      boolean asks =
          plan.experiment().metrics().stream()
              .anyMatch(m -> asks(plan, m.metric(), event, input.visibleAt()));
      if (asks
          && place != null
          && place.enrolledAt() <= time
          && time < relevantUntil(plan, place.enrolledAt())
          && input.visibleAt() - timing.latenessMs() < relevantUntil(plan, place.enrolledAt())) {
        health(plan, variant(plan, place.first()), counter);
        leftOut.metricEvent(plan, counter);
      }
    }
  }

  private static long relevantUntil(ExperimentPlan plan, long enrolledAt) {
    Long stop = plan.experiment().stoppedAt();
    if (stop == null) {
      return Long.MAX_VALUE;
    }
    return plan.experiment().metrics().stream()
        .map(m -> m.metric())
        .filter(m -> m.validFrom() <= enrolledAt && m.windowMs() != null)
        .mapToLong(m -> enrolledAt + m.delayMs() + m.windowMs())
        .reduce(stop, Math::max);
  }

  private void enrolled(ExperimentPlan plan, Place place) {
    int variant = variant(plan, place.first());
    int epoch = plan.epochAt(place.enrolledAt()).index();
    int day = (int) Math.floorDiv(place.enrolledAt(), 86_400_000L);
    int hour = Instant.ofEpochMilli(place.enrolledAt()).atOffset(ZoneOffset.UTC).getHour();
    ExactMoments one = one();
    if (place.other() != null) {
      health(plan, variant, "crossovers");
      if (plan.epochAt(place.other().event().eventTime()).index() == epoch) {
        add(plan, new Cell.Crossover(epoch, variant, variant(plan, place.other())), one);
      }
    }
    if (plan.experiment().salt() != null && variant != hashed(plan, epoch)) {
      health(plan, variant, "assignment_mismatches");
      add(plan, new Cell.Mismatch(epoch), one);
    }
    List<String[]> segments = new ArrayList<>(List.<String[]>of(new String[] {"all", "all"}));
    for (Dimension cut : plan.experiment().dimensions()) {
      if (!cut.isInForceAt(place.enrolledAt())) {
        continue;
      }
      String dimension = cut.name();
      String value = ((Exposure) place.first().event()).attributes().get(dimension);
      segments.add(new String[] {dimension, Objects.requireNonNullElse(value, "__missing__")});
    }
    for (String[] s : segments) {
      boolean whole = s[0].equals("all");
      add(plan, new Cell.Units(epoch, s[0], s[1], variant, whole ? day : 0, whole ? hour : 0), one);
      boolean isOut =
          plan.experiment().crossoverPolicy() == CrossoverPolicy.EXCLUDE && place.other() != null;
      for (int i = 0; !isOut && i < plan.experiment().metrics().size(); i++) {
        metric(plan, place, i, new Cell.Metric(i, epoch, s[0], s[1], variant, false));
      }
    }
  }

  private static int hashed(ExperimentPlan plan, int epoch) {
    List<String> keys = plan.experiment().variants().stream().map(Variant::key).toList();
    return Assignment.assign(
            UnitBench.UNIT.id(),
            plan.experiment().salt(),
            plan.experiment().hashVersion(),
            keys,
            plan.epochs().get(epoch).weights(),
            plan.epochs().get(epoch).traffic())
        .map(keys::indexOf)
        .orElse(-1);
  }

  private void metric(ExperimentPlan plan, Place place, int i, Cell.Metric cell) {
    Metric metric = plan.metric(i).metric();
    if (metric.validFrom() > place.enrolledAt()) {
      return;
    }
    long[] n = eventsAndDuplicates(plan.key() + " " + i);
    long sum = sums.getOrDefault(plan.key() + " " + i, BigInteger.ZERO).longValueExact();
    long number =
        switch (metric.kind()) {
          case CONVERSION, RETENTION -> n[0] > 0 ? 1 : 0;
          case COUNT -> n[0];
          case SUM -> sum;
        };
    ExactMoments moments = new ExactMoments();
    moments.addUnit(number);
    moments.addEvents(n[0]);
    moments.addDuplicates(n[1]);
    if (!metric.matureOnly()) {
      add(plan, cell, moments);
    }
    if (metric.windowMs() != null
        && place.enrolledAt() + metric.delayMs() + metric.windowMs() <= instant) {
      Cell.Metric mature =
          new Cell.Metric(i, cell.epoch(), cell.dimension(), cell.segment(), cell.variant(), true);
      add(plan, mature, moments);
    }
  }

  private void refused(ExperimentPlan plan, int variant, String reason) {
    fate("REJECTED " + reason);
    health(plan, variant, "rejected:" + reason);
  }

  private void fate(String fate) {
    fates.merge(fate, 1L, Long::sum);
  }

  private void health(ExperimentPlan plan, int variant, String counter) {
    ExactMoments one = new ExactMoments();
    one.addUnits(1);
    add(plan, new Cell.Health(variant, counter), one);
  }

  private void add(ExperimentPlan plan, Cell cell, ExactMoments amount) {
    cells.computeIfAbsent(plan.key() + " " + cell, c -> new ExactMoments()).add(amount);
  }

  static int variant(ExperimentPlan plan, UnitInput exposure) {
    return plan.experiment().variantIndex(((Exposure) exposure.event()).variantKey());
  }
}
