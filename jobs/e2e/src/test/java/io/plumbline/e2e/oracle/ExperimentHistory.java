package io.plumbline.e2e.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.e2e.oracle.Configuration.Allocation;
import io.plumbline.e2e.oracle.Configuration.Dimension;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import io.plumbline.e2e.oracle.Configuration.Terms;
import io.plumbline.e2e.oracle.StatedExperiment.Use;
import io.plumbline.e2e.oracle.StatedExperiment.Weights;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What one experiment has been, change by change. A change acts from its own time, or from its
 * commit if that is later. One that cannot be is refused as a whole, with all that comes while it
 * stands; what is then let in acts from that commit.
 */
final class ExperimentHistory {

  private StatedExperiment last;
  private long knownFrom;
  private long startedAt;
  private Long stoppedAt;
  private long stopKnownFrom;
  private final TreeMap<Long, Split> splits = new TreeMap<>();
  private final List<Metric> metrics = new ArrayList<>();
  private final Map<String, Metric> inForce = new HashMap<>();
  private final Map<String, Use> uses = new HashMap<>();
  private final List<Dimension> dimensions = new ArrayList<>();

  /** An allocation by its own time, which orders those that act from one commit. */
  private record Split(long ownTime, long validFrom, Weights weights) {}

  boolean isPublished() {
    return last != null;
  }

  /**
   * Takes over what the rows say after a transaction.
   *
   * @param stated null when the experiment has no row
   * @param committedAt {@link Configuration#EVER}: everything acts from its own time
   * @return false when it is refused
   */
  boolean accept(StatedExperiment stated, long committedAt) {
    boolean shown = stated != null && !stated.isDraft();
    if (last == null && !shown) {
      return true;
    }
    if (last == null) {
      begin(stated, committedAt);
      return true;
    }
    if (!shown) {
      if (committedAt < startedAt) {
        takeBack();
      } else {
        stopAt(committedAt, committedAt);
      }
      return true;
    }
    if (startedAt <= committedAt && isOther(stated)) {
      return false;
    }
    go(stated, committedAt);
    last = stated;
    return true;
  }

  /** Whether something is different that cannot change. */
  private boolean isOther(StatedExperiment stated) {
    return !stated.fixed().equals(last.fixed())
        || !stated.variants().equals(last.variants())
        || stated.control() != last.control();
  }

  private void begin(StatedExperiment stated, long committedAt) {
    last = stated;
    startAt(stated.startedAt(), committedAt);
    stopKnownFrom = Configuration.EVER;
    if (stated.stoppedAt() != null) {
      stopAt(stated.stoppedAt(), committedAt);
    }
    follow(stated, committedAt);
  }

  private void go(StatedExperiment stated, long committedAt) {
    if (!stated.startedAt().equals(last.startedAt())) {
      if (startedAt <= committedAt) {
        throw new UnsupportedOperationException(last.key() + " has started");
      }
      startAt(stated.startedAt(), committedAt);
    }
    Long stop = stated.stoppedAt();
    if (stop == null ? last.stoppedAt() != null : !stop.equals(last.stoppedAt())) {
      if (stop == null || stoppedAt != null && stoppedAt <= committedAt) {
        throw new UnsupportedOperationException(last.key() + " goes on after its stop");
      }
      stopAt(stop, committedAt);
    }
    follow(stated, committedAt);
  }

  /** It is known from its start on: until then it can be taken back, as if it had never been. */
  private void startAt(long ownTime, long committedAt) {
    startedAt = Math.max(ownTime, committedAt);
    knownFrom = committedAt == Configuration.EVER ? Configuration.EVER : startedAt;
  }

  private void takeBack() {
    last = null;
    stoppedAt = null;
    splits.clear();
    metrics.clear();
    inForce.clear();
    uses.clear();
    dimensions.clear();
  }

  /** A stop that has acted stands. */
  private void stopAt(long ownTime, long committedAt) {
    if (stoppedAt == null || stoppedAt > committedAt) {
      stoppedAt = Math.max(ownTime, committedAt);
      stopKnownFrom = committedAt;
    }
  }

  private boolean hasStopped(long committedAt) {
    return stoppedAt != null && stoppedAt <= committedAt;
  }

  private void follow(StatedExperiment stated, long committedAt) {
    followSplits(stated.weights(), committedAt);
    // only running experiments count the new version of a metric
    if (!hasStopped(committedAt)) {
      followMetrics(stated.metrics(), committedAt);
      followDimensions(stated.dimensions(), committedAt);
    }
  }

  private void followSplits(TreeMap<Long, Weights> weights, long committedAt) {
    splits.values().removeIf(s -> s.validFrom() > committedAt && !weights.containsKey(s.ownTime()));
    weights.forEach(
        (ownTime, its) -> {
          Split before = splits.get(ownTime);
          boolean acted = before != null && before.validFrom() <= committedAt;
          if (acted && !before.weights().equals(its)) {
            throw new UnsupportedOperationException(last.key() + ": an allocation has acted");
          }
          if (!acted) {
            splits.put(ownTime, new Split(ownTime, Math.max(ownTime, committedAt), its));
          }
        });
  }

  private void followMetrics(Map<String, Use> stated, long committedAt) {
    for (String key : List.copyOf(inForce.keySet())) {
      if (!stated.containsKey(key)) {
        retire(key, committedAt);
      }
    }
    stated.forEach(
        (key, use) -> {
          Use before = uses.get(key);
          if (before != null && before.version() != use.version()) {
            retire(key, committedAt);
            before = null;
          }
          Terms terms = new Terms(committedAt, use.role(), use.margin(), use.mde());
          if (before == null) {
            put(use, metric(use.definition(), List.of(terms), committedAt));
          } else if (!sameTerms(before, use)) {
            List<Terms> more = new ArrayList<>(inForce.get(key).terms());
            more.add(terms);
            replace(inForce.get(key), withTerms(inForce.get(key), more));
            uses.put(key, use);
          }
        });
  }

  private static boolean sameTerms(Use one, Use other) {
    return one.role().equals(other.role())
        && Objects.equals(one.margin(), other.margin())
        && Objects.equals(one.mde(), other.mde());
  }

  private void put(Use use, Metric metric) {
    metrics.add(metric);
    inForce.put(metric.key(), metric);
    uses.put(metric.key(), use);
  }

  private void replace(Metric before, Metric now) {
    metrics.replaceAll(metric -> metric.equals(before) ? now : metric);
    inForce.put(now.key(), now);
  }

  private void retire(String key, long from) {
    Metric before = inForce.get(key);
    replace(before, withRetirement(before, from));
    inForce.remove(key);
    uses.remove(key);
  }

  private void followDimensions(List<String> stated, long committedAt) {
    dimensions.replaceAll(
        dimension ->
            stated.contains(dimension.name()) || dimension.retiredFrom() != Configuration.NEVER
                ? dimension
                : new Dimension(dimension.name(), dimension.validFrom(), committedAt));
    for (String name : stated) {
      List<Dimension> same = dimensions.stream().filter(d -> d.name().equals(name)).toList();
      if (same.isEmpty()) {
        dimensions.add(new Dimension(name, committedAt, Configuration.NEVER));
      } else if (same.get(0).retiredFrom() != Configuration.NEVER) {
        throw new UnsupportedOperationException(last.key() + ": " + name + " comes back");
      }
    }
  }

  Experiment experiment() {
    if (!last.fixed().hashVersion().equals(Configuration.HASH_VERSION)) {
      throw new UnsupportedOperationException(
          last.key() + ": the oracle hashes by " + Configuration.HASH_VERSION);
    }
    List<Allocation> allocations =
        splits.values().stream()
            .sorted(Comparator.comparingLong(Split::validFrom).thenComparingLong(Split::ownTime))
            .map(
                split ->
                    new Allocation(split.validFrom(), integers(split), split.weights().traffic()))
            .toList();
    return new Experiment(
        last.key(),
        last.fixed().unitType(),
        startedAt,
        stoppedAt,
        last.fixed().crossoverPolicy().equals("exclude"),
        last.fixed().salt(),
        dimensions,
        last.fixed().srmAlpha(),
        last.fixed().alpha(),
        last.fixed().plannedUnits(),
        last.variants(),
        last.control(),
        Configuration.inForce(allocations, startedAt, stoppedAt),
        metrics,
        knownFrom,
        stopKnownFrom);
  }

  private static BigInteger[] integers(Split split) {
    return Configuration.integers(split.weights().ofVariants());
  }

  private static Metric metric(JsonNode row, List<Terms> terms, long validFrom) {
    Map<String, String> filter = new LinkedHashMap<>();
    CapturedLog.parsed(row.get("event_filter").asText())
        .properties()
        .forEach(pair -> filter.put(pair.getKey(), pair.getValue().asText()));
    return new Metric(
        row.get("key").asText(),
        row.get("version").asInt(),
        row.get("kind").asText(),
        row.get("event_name").asText(),
        filter,
        row.get("decimals").asInt(),
        StatedExperiment.interval(row.get("delay")),
        StatedExperiment.interval(row.get("attribution_window")),
        row.get("mature_only").asBoolean(),
        decimal(row.get("cap_lower")),
        decimal(row.get("cap_upper")),
        row.get("higher_is_better").asBoolean(),
        terms,
        validFrom,
        Configuration.NEVER);
  }

  private static BigDecimal decimal(JsonNode value) {
    return value.isNull() ? null : BigDecimal.valueOf(value.asDouble());
  }

  private static Metric withTerms(Metric m, List<Terms> terms) {
    return copy(m, terms, m.retiredFrom());
  }

  private static Metric withRetirement(Metric m, long from) {
    return copy(m, m.terms(), from);
  }

  private static Metric copy(Metric m, List<Terms> terms, long retiredFrom) {
    return new Metric(
        m.key(),
        m.version(),
        m.kind(),
        m.eventName(),
        m.filter(),
        m.decimals(),
        m.delay(),
        m.window(),
        m.matureOnly(),
        m.capLower(),
        m.capUpper(),
        m.higherIsBetter(),
        terms,
        m.validFrom(),
        retiredFrom);
  }
}
