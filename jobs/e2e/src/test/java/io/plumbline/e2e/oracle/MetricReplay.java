package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import io.plumbline.e2e.oracle.Moments.Contribution;
import io.plumbline.e2e.oracle.UnitInput.UnitEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of variant_metrics of one experiment, and what its results are computed from. */
final class MetricReplay {

  private final Experiment experiment;
  private final Instants instants;
  private final long firstVisible;
  private final Tables tables;
  private final ResultReplay results;
  private final Map<Part, Share> shares = new HashMap<>();
  private final Map<Group, Moments[]> groups = new HashMap<>();
  private final Map<Group, Moments[]> published = new HashMap<>();

  /** Rows that are published together, less the epoch: what a result speaks of. */
  record Key(Metric metric, boolean mature, Segment segment) {}

  record Group(Key key, int epoch) {}

  private record Part(UnitInput unit, Metric metric, boolean mature) {}

  /** What a unit adds, and where. */
  private record Share(
      Contribution contribution, Epoch epoch, int variant, List<Segment> segments) {

    boolean sameAs(Share other) {
      return other != null
          && contribution.equals(other.contribution)
          && epoch == other.epoch
          && variant == other.variant
          && segments.equals(other.segments);
    }
  }

  MetricReplay(ExperimentInput input, Instants instants, long firstVisible, Tables tables) {
    this.experiment = input.experiment;
    this.instants = instants;
    this.firstVisible = firstVisible;
    this.tables = tables;
    this.results = new ResultReplay(input, this::historyFrom, tables, this::moments);
  }

  private Instant historyFrom(Metric metric) {
    long from = Math.max(experiment.startedAt(), metric.validFrom());
    return Instant.ofEpochMilli(Math.max(from, firstVisible));
  }

  /** Puts what the unit adds now in the place of what it added before. */
  void update(UnitInput unit, Enrollment enrollment, List<Segment> segments, long at) {
    for (Metric metric : experiment.metrics()) {
      for (boolean mature : new boolean[] {false, true}) {
        Contribution own = contribution(unit, enrollment, metric, mature, at);
        Share now =
            own == null ? null : new Share(own, enrollment.epoch, enrollment.variant, segments);
        Part part = new Part(unit, metric, mature);
        Share before = shares.get(part);
        if (now == null ? before == null : now.sameAs(before)) {
          continue;
        }
        add(metric, mature, before, -1);
        add(metric, mature, now, 1);
        shares.put(part, now);
      }
    }
  }

  private void add(Metric metric, boolean mature, Share share, int sign) {
    if (share != null) {
      for (Segment segment : share.segments()) {
        Key key = new Key(metric, mature, segment);
        moments(key, share.epoch())[share.variant()].add(share.contribution(), sign);
        results.touch(key);
      }
    }
  }

  /** Null when the unit does not count. */
  private Contribution contribution(
      UnitInput unit, Enrollment enrollment, Metric metric, boolean mature, long at) {
    if (!enrollment.isEnrolled()
        || enrollment.isExcluded()
        || !metric.counts(enrollment.enrolledAt())
        || !exists(metric, mature, at)) {
      return null;
    }
    if (mature && metric.window() != null && enrollment.closesAt(metric) > at) {
      return null;
    }
    long events = 0;
    long duplicates = 0;
    BigInteger total = BigInteger.ZERO;
    for (UnitEvent event : unit.events) {
      InputRecord record = event.arrival().record;
      if (event.arrival().visibleAt < at
          && metric.takes(record.eventName(), record.attributes())
          && enrollment.isInWindow(metric, record.time())) {
        if (event.isDuplicate()) {
          duplicates++;
        } else if (event.isCounted()) {
          events++;
          BigInteger amount = amount(metric, record);
          total = metric.isBinary() ? amount : total.add(amount);
        }
      }
    }
    return new Contribution(events, duplicates, capped(total, metric));
  }

  private static BigInteger amount(Metric metric, InputRecord event) {
    if (!metric.kind().equals("sum")) {
      return ExactMath.powerOfTen(metric.decimals());
    }
    return event.value() == null
        ? BigInteger.ZERO
        : ExactMath.scaled(event.value(), metric.decimals());
  }

  private static BigInteger capped(BigInteger total, Metric metric) {
    BigInteger value = total;
    if (metric.capLower() != null) {
      value = value.max(ExactMath.scaled(metric.capLower(), metric.decimals()));
    }
    if (metric.capUpper() != null) {
      value = value.min(ExactMath.scaled(metric.capUpper(), metric.decimals()));
    }
    return value;
  }

  private boolean exists(Metric metric, boolean mature, long at) {
    if (!metric.isInForce(at)) {
      return false;
    }
    if (!mature) {
      return !metric.matureOnly();
    }
    return metric.window() != null
        || experiment.stoppedAt() != null && at >= experiment.stoppedAt();
  }

  private Moments[] moments(Key key, Epoch epoch) {
    return groups.computeIfAbsent(new Group(key, epoch.number()), group -> zeros());
  }

  private Moments[] zeros() {
    Moments[] zeros = new Moments[experiment.variants().size()];
    Arrays.setAll(zeros, i -> new Moments());
    return zeros;
  }

  void publish(
      long at, List<Epoch> begun, Set<Segment> segments, boolean everything, String srmStatus) {
    List<Epoch> tested = begun.stream().filter(epoch -> !epoch.settling()).toList();
    if (instants.isLook(at)) {
      results.look(tested);
    }
    List<Key> existing = new ArrayList<>();
    Set<Key> changed = new HashSet<>();
    for (Metric metric : experiment.metrics()) {
      for (boolean mature : new boolean[] {false, true}) {
        if (!exists(metric, mature, at)) {
          continue;
        }
        for (Segment segment : segments) {
          Key key = new Key(metric, mature, segment);
          existing.add(key);
          boolean anyTested = false;
          for (Epoch epoch : begun) {
            if (publishGroup(at, key, epoch, everything)) {
              anyTested |= !epoch.settling();
            }
          }
          if (anyTested) {
            changed.add(key);
          }
        }
      }
    }
    results.publish(at, existing, changed, tested, srmStatus);
  }

  private boolean publishGroup(long at, Key key, Epoch epoch, boolean everything) {
    Group group = new Group(key, epoch.number());
    Moments[] now = groups.get(group);
    if (now == null) {
      now = zeros();
    }
    Moments[] before = published.get(group);
    if (!everything && same(now, before == null ? zeros() : before)) {
      return false;
    }
    Moments[] copies = new Moments[now.length];
    for (int i = 0; i < now.length; i++) {
      copies[i] = now[i].copy();
      add(at, key, epoch, experiment.variants().get(i), now[i]);
    }
    published.put(group, copies);
    return true;
  }

  private static boolean same(Moments[] a, Moments[] b) {
    for (int i = 0; i < a.length; i++) {
      if (!a[i].sameAs(b[i])) {
        return false;
      }
    }
    return true;
  }

  private void add(long at, Key key, Epoch epoch, String variant, Moments moments) {
    int decimals = key.metric().decimals();
    BigDecimal sum = new BigDecimal(moments.sum, decimals);
    BigDecimal squares = new BigDecimal(moments.sumOfSquares, 2 * decimals);
    tables.add(
        Tables.VARIANT_METRICS,
        experiment.key(),
        epoch.number(),
        key.metric().key(),
        key.metric().version(),
        key.segment().dimension(),
        key.segment().value(),
        variant,
        key.mature(),
        Instant.ofEpochMilli(at),
        0,
        moments.units,
        moments.nonzeroUnits,
        moments.events,
        moments.duplicates,
        sum,
        null,
        null,
        moments.centred(decimals),
        null,
        null,
        null,
        null,
        ExactMath.quotient(moments.sumOfSquares, ExactMath.powerOfTen(2 * decimals)),
        null,
        null,
        null,
        null,
        Map.of("sum_y", sum.toPlainString(), "sum_y2", squares.toPlainString()),
        historyFrom(key.metric()));
  }
}
