package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import io.plumbline.e2e.oracle.ExperimentInput.Hit;
import io.plumbline.e2e.oracle.ExperimentInput.Unit;
import io.plumbline.e2e.oracle.Moments.Contribution;
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
import java.util.TreeMap;
import java.util.TreeSet;

/** The rows of variant_metrics of one experiment, and what its results are computed from. */
final class MetricReplay {

  private final ExperimentInput input;
  private final Experiment experiment;
  private final Instant historyFrom;
  private final Tables tables;
  private final ResultReplay results;
  private final TreeMap<Long, List<Touch>> touchedAt = new TreeMap<>();
  private final Map<Unit, List<Segment>> segmentsOf = new HashMap<>();
  private final Map<Part, Contribution> contributed = new HashMap<>();
  private final Map<Group, Moments[]> groups = new HashMap<>();
  private final Map<Group, Moments[]> published = new HashMap<>();

  /** Rows that are published together, less the epoch: what a result speaks of. */
  record Key(Metric metric, boolean mature, Segment segment) {}

  record Group(Key key, int epoch) {}

  private record Touch(Unit unit, Metric metric) {}

  private record Part(Unit unit, Metric metric, boolean mature) {}

  MetricReplay(ExperimentInput input, Instant historyFrom, Tables tables) {
    this.input = input;
    this.experiment = input.experiment;
    this.historyFrom = historyFrom;
    this.tables = tables;
    this.results = new ResultReplay(input, historyFrom, tables, this::moments);
  }

  /** Notes every instant at which something of the unit can change. */
  void schedule(Unit unit) {
    for (Metric metric : experiment.metrics()) {
      TreeSet<Long> instants = new TreeSet<>();
      instants.add(input.instants.after(unit.enrolledAt()));
      if (unit.crossover != null && experiment.excludesCrossovers()) {
        instants.add(input.instants.after(unit.crossover.time()));
      }
      for (Hit hit : unit.hits.getOrDefault(metric, List.of())) {
        instants.add(input.instants.after(hit.time()));
      }
      if (metric.window() != null) {
        instants.add(input.instants.atOrAfter(closesAt(unit, metric)));
      } else if (experiment.stoppedAt() != null) {
        instants.add(experiment.stoppedAt());
      }
      for (long at : instants) {
        touchedAt.computeIfAbsent(at, a -> new ArrayList<>()).add(new Touch(unit, metric));
      }
    }
  }

  void enroll(Unit unit, List<Segment> segments) {
    segmentsOf.put(unit, segments);
  }

  /** Recomputes the contributions of every touched unit. */
  void update(long at) {
    for (Touch touch : touchedAt.getOrDefault(at, List.of())) {
      for (boolean mature : new boolean[] {false, true}) {
        Contribution now = contribution(touch.unit(), touch.metric(), mature, at);
        Part part = new Part(touch.unit(), touch.metric(), mature);
        Contribution before = contributed.get(part);
        if (now == null ? before == null : now.equals(before)) {
          continue;
        }
        for (Segment segment : segmentsOf.get(touch.unit())) {
          Key key = new Key(touch.metric(), mature, segment);
          Moments moments = moments(key, touch.unit().epoch)[touch.unit().variant];
          if (before != null) {
            moments.add(before, -1);
          }
          if (now != null) {
            moments.add(now, 1);
          }
          results.touch(key);
        }
        contributed.put(part, now);
      }
    }
  }

  private Contribution contribution(Unit unit, Metric metric, boolean mature, long at) {
    boolean excluded =
        experiment.excludesCrossovers() && unit.crossover != null && unit.crossover.time() < at;
    if (excluded || !exists(metric, mature, at)) {
      return null;
    }
    if (mature && metric.window() != null && closesAt(unit, metric) > at) {
      return null;
    }
    long events = 0;
    long duplicates = 0;
    BigInteger total = BigInteger.ZERO;
    for (Hit hit : unit.hits.getOrDefault(metric, List.of())) {
      if (hit.time() < at && hit.duplicate()) {
        duplicates++;
      } else if (hit.time() < at) {
        events++;
        total = metric.isBinary() ? hit.amount() : total.add(hit.amount());
      }
    }
    return new Contribution(events, duplicates, capped(total, metric));
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

  private static long closesAt(Unit unit, Metric metric) {
    return unit.enrolledAt() + metric.delay() + metric.window();
  }

  private boolean exists(Metric metric, boolean mature, long at) {
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
    if (input.instants.isLook(at)) {
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
        historyFrom);
  }
}
