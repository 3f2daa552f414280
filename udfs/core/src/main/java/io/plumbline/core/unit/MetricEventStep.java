package io.plumbline.core.unit;

import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentCatalog.MetricUse;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.unit.UnitRecord.DayCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Folds the metric events of a slice of time, in the order of counting; and counts those of the
 * last {@code lateness} anew where an enrollment has moved under them.
 */
final class MetricEventStep {
  private static final String BEYOND_TOTAL =
      "the unit's total of a metric would exceed 2^62 in units of its last decimal";

  private final ExperimentCatalog catalog;
  private final UnitId unit;
  private final Memberships memberships;
  private final Exclusions exclusions;
  private final Past past;
  private final UnitAccounts accounts;
  private final UnitMemory memory;
  private final boolean keeps;
  private DayCount today;

  MetricEventStep(
      ExperimentCatalog catalog,
      UnitId unit,
      Memberships memberships,
      Exclusions exclusions,
      Past past,
      UnitAccounts accounts,
      UnitMemory memory,
      DayCount today) {
    this.catalog = catalog;
    this.unit = unit;
    this.memberships = memberships;
    this.exclusions = exclusions;
    this.past = past;
    this.accounts = accounts;
    this.memory = memory;
    this.keeps = catalog.timing().isOfLogs();
    this.today = today;
  }

  DayCount today() {
    return today;
  }

  /** In the order of counting. */
  void apply(List<UnitInput> events) {
    for (UnitInput input : events) {
      count(input, (MetricEvent) input.event());
    }
  }

  private void count(UnitInput input, MetricEvent event) {
    if (input.refusal() != null) {
      showRefused(input, event);
      return;
    }
    boolean accountable = isAccountable(event, input.visibleAt());
    List<MetricUse> uses = catalog.uses(event.eventName(), input.visibleAt());
    if (uses.isEmpty()) {
      if (accountable) {
        accounts.count(input, Disposition.UNMATCHED, null);
      }
      return;
    }
    Kept.Happened happened = happened(input, event, uses, accountable);
    String problem = outOfRange(event, uses);
    if (problem != null) {
      happened = happened.settledAs(Disposition.REJECTED, RejectReason.VALUE_OUT_OF_RANGE);
    } else {
      today = today.plus(input.visibleAt(), 1);
      if (today.count() > UnitAccounts.EVENTS_PER_DAY) {
        problem = UnitAccounts.limit("metric events");
        happened = happened.settledAs(Disposition.REJECTED, RejectReason.UNIT_LIMIT);
      } else if (isDuplicate(event, input.visibleAt())) {
        happened = happened.settledAs(Disposition.DUPLICATE, null);
      }
    }
    happened = attribute(happened, uses);
    addHealth(happened, uses, memberships::of, 1, accounts::health);
    if (accountable && happened.fate() == Disposition.REJECTED) {
      accounts.reject(input, happened.reason(), problem == null ? BEYOND_TOTAL : problem);
    } else if (accountable) {
      accounts.count(input, happened.fate(), null);
    }
    if (keeps) {
      past.keep(happened);
    }
  }

  /** What the source has refused is counted there; here it shows in the experiments' health. */
  private void showRefused(UnitInput input, MetricEvent event) {
    List<MetricUse> uses = catalog.uses(event.eventName(), input.visibleAt());
    if (!uses.isEmpty()) {
      Kept.Happened refused =
          happened(input, event, uses, false).settledAs(Disposition.REJECTED, input.refusal());
      addHealth(refused, uses, memberships::of, 1, accounts::health);
      past.keep(refused);
    }
  }

  /**
   * Counts what happened within the last {@code lateness} as if the enrollments had always been
   * where they are now: takes back what was counted by the old ones, and counts it again in the
   * same order. An enrollment that has moved was not before that time, so all that it counted is
   * there.
   *
   * @param moved what memberships were whose enrollment has moved, by experiment key; null for a
   *     unit that was not enrolled. Their totals are nothing by now
   * @param from where the slice begins
   */
  void countAnew(Map<String, Membership> moved, long from) {
    long keptFrom = from - catalog.timing().latenessMs();
    Function<ExperimentPlan, Membership> before =
        plan -> moved.containsKey(plan.key()) ? moved.get(plan.key()) : memberships.of(plan);
    Map<HealthCell, Long> health = new LinkedHashMap<>();
    HealthSink difference =
        (plan, variant, counter, count) ->
            health.merge(new HealthCell(plan, variant, counter), count, Long::sum);
    past.forEach(
        keptFrom,
        kept -> {
          if (kept instanceof Kept.Happened happened) {
            List<MetricUse> uses = catalog.uses(happened.name(), happened.visibleAt());
            addHealth(happened, uses, before, -1, difference);
            takeBack(happened, uses, before, moved);
          }
        });
    past.replace(
        keptFrom,
        kept -> {
          if (!(kept instanceof Kept.Happened happened)) {
            return kept;
          }
          List<MetricUse> uses = catalog.uses(happened.name(), happened.visibleAt());
          Kept.Happened next = attribute(happened, uses);
          addHealth(next, uses, memberships::of, 1, difference);
          if (next != happened && happened.isAccountable()) {
            accounts.recount(happened, next);
          }
          return next;
        });
    health.forEach(
        (cell, count) -> {
          if (count != 0) {
            accounts.health(cell.plan(), cell.variant(), cell.counter(), count);
          }
        });
  }

  private record HealthCell(ExperimentPlan plan, int variant, String counter) {}

  private interface HealthSink {
    void add(ExperimentPlan plan, int variant, String counter, long count);
  }

  /** Takes an event out of the totals of enrollments that have stayed. */
  private void takeBack(
      Kept.Happened happened,
      List<MetricUse> uses,
      Function<ExperimentPlan, Membership> before,
      Map<String, Membership> moved) {
    boolean isDuplicate = happened.fate() == Disposition.DUPLICATE;
    if (!isDuplicate && happened.fate() != Disposition.APPLIED) {
      return;
    }
    for (MetricUse use : matching(happened, uses, before)) {
      if (!moved.containsKey(use.plan().key())) {
        MetricTotal total = total(use);
        put(
            use,
            isDuplicate
                ? total.plusDuplicates(-1)
                : total.minusEvent(sumWith(use, 0, happened.value()).orElseThrow()));
      }
    }
  }

  /** Adds an event to the totals of all metrics in whose window it is, or to none. */
  private Kept.Happened attribute(Kept.Happened happened, List<MetricUse> uses) {
    if (happened.fate() == Disposition.DUPLICATE) {
      matching(happened, uses, memberships::of)
          .forEach(use -> put(use, total(use).plusDuplicates(1)));
    }
    if (!happened.isCounted()) {
      return happened;
    }
    List<MetricUse> matching = matching(happened, uses, memberships::of);
    long[] sums = new long[matching.size()];
    for (int i = 0; i < sums.length; i++) {
      OptionalLong sum = sumWith(matching.get(i), total(matching.get(i)).sum(), happened.value());
      if (sum.isEmpty()) {
        return happened.withFate(Disposition.REJECTED, RejectReason.VALUE_OUT_OF_RANGE);
      }
      sums[i] = sum.getAsLong();
    }
    addEvent(matching, sums);
    return happened.withFate(
        matching.isEmpty() ? Disposition.UNMATCHED : Disposition.APPLIED, null);
  }

  /**
   * Adds one event to totals.
   *
   * @param uses those of an experiment side by side
   * @param sums what the totals' sums become
   */
  private void addEvent(List<MetricUse> uses, long[] sums) {
    int next = 0;
    while (next < sums.length) {
      ExperimentPlan plan = uses.get(next).plan();
      Membership membership = memberships.of(plan);
      List<MetricTotal> totals = new ArrayList<>(membership.totals());
      for (; next < sums.length && uses.get(next).plan() == plan; next++) {
        int metric = uses.get(next).metric();
        while (totals.size() <= metric) {
          totals.add(MetricTotal.NONE);
        }
        totals.set(metric, totals.get(metric).plusEvent(sums[next]));
      }
      memberships.put(plan, membership.withTotals(List.copyOf(totals)));
    }
  }

  /**
   * Health counts metric events under the variant in which the unit was enrolled when they
   * happened, in experiments that ask for them and to which they still matter; the same are left
   * out of the unit there.
   */
  private void addHealth(
      Kept.Happened happened,
      List<MetricUse> uses,
      Function<ExperimentPlan, Membership> enrollments,
      int sign,
      HealthSink sink) {
    List<String> counters = counters(happened);
    if (counters.isEmpty()) {
      return;
    }
    ExclusionTest test = ExclusionTest.ofMetricEvent(happened.fate(), happened.reason());
    ExperimentPlan last = null;
    for (MetricUse use : uses) {
      ExperimentPlan plan = use.plan();
      if (plan == last) {
        continue;
      }
      last = plan;
      Membership membership = enrollments.apply(plan);
      if (membership != null && isRelevant(happened, plan, membership.enrolledAt())) {
        for (String counter : counters) {
          sink.add(plan, membership.variant(), counter, sign);
        }
        if (test != null) {
          exclusions.addMetricEvents(plan, test, sign);
        }
      }
    }
  }

  /** And not only after everything of the enrollment may be forgotten. */
  private boolean isRelevant(Kept.Happened happened, ExperimentPlan plan, long enrolledAt) {
    long end = Attribution.relevanceEnd(plan, enrolledAt);
    return enrolledAt <= happened.placedAt()
        && happened.placedAt() < end
        && happened.visibleAt() - catalog.timing().latenessMs() < end;
  }

  private static List<String> counters(Kept.Happened happened) {
    return switch (happened.fate()) {
      case DUPLICATE -> List.of(HealthCounter.DUPLICATES);
      case REJECTED -> HealthCounter.ofRejected(happened.reason());
      case APPLIED, UNMATCHED -> List.of();
    };
  }

  private boolean isDuplicate(MetricEvent event, long visibleAt) {
    Long before = memory.lastCounted(event.eventId());
    if (before != null && visibleAt <= catalog.timing().acceptedUntil(before)) {
      return true;
    }
    memory.rememberCounted(
        event.eventId(), before == null ? event.eventTime() : Math.max(before, event.eventTime()));
    return false;
  }

  private Kept.Happened happened(
      UnitInput input, MetricEvent event, List<MetricUse> uses, boolean accountable) {
    return new Kept.Happened(
        input.visibleAt(),
        event.eventTime(),
        metric(uses.get(0)).eventName(),
        event.value(),
        keeps ? filtered(event.attributes(), uses) : event.attributes(),
        input.position().topic(),
        input.position().partition(),
        accountable,
        true,
        Disposition.UNMATCHED,
        null);
  }

  private static Map<String, String> filtered(
      Map<String, String> attributes, List<MetricUse> uses) {
    Map<String, String> asked = Map.of();
    for (MetricUse use : uses) {
      for (String name : metric(use).eventFilter().keySet()) {
        String value = attributes.get(name);
        if (value != null) {
          asked = asked.isEmpty() ? new TreeMap<>() : asked;
          asked.put(name, value);
        }
      }
    }
    return asked;
  }

  /** Why the event's value cannot be taken; null if it can. */
  private static String outOfRange(MetricEvent event, List<MetricUse> uses) {
    if (event.value() == null) {
      return null;
    }
    if (!Double.isFinite(event.value())) {
      return "value is " + event.value() + "; finite values are allowed";
    }
    for (MetricUse use : uses) {
      if (sumWith(use, 0, event.value()).isEmpty()) {
        return "value is "
            + event.value()
            + "; metric '"
            + metric(use).key()
            + "' takes finite values up to 2^62 in units of its last decimal";
      }
    }
    return null;
  }

  private static List<MetricUse> matching(
      Kept.Happened happened,
      List<MetricUse> uses,
      Function<ExperimentPlan, Membership> enrollments) {
    List<MetricUse> matching = new ArrayList<>(uses.size());
    for (MetricUse use : uses) {
      Membership membership = enrollments.apply(use.plan());
      if (membership != null
          && metric(use).accepts(happened.attributes())
          && Attribution.isInWindow(
              use.plan(), use.metric(), membership.enrolledAt(), happened.eventTime())) {
        matching.add(use);
      }
    }
    return matching;
  }

  /** Empty if the sum would leave the range; metrics that add up no values do not care. */
  private static OptionalLong sumWith(MetricUse use, long sum, Double value) {
    return metric(use).kind() == MetricKind.SUM
        ? MetricTotal.plus(sum, value, use.plan().scale(use.metric()))
        : OptionalLong.of(sum);
  }

  private MetricTotal total(MetricUse use) {
    return memberships.of(use.plan()).total(use.metric());
  }

  private void put(MetricUse use, MetricTotal total) {
    memberships.putTotal(use.plan(), use.metric(), total);
  }

  /** Whether this identity answers for the event in the counts of the job. */
  private boolean isAccountable(MetricEvent event, long visibleAt) {
    if (event.unitIds().isEmpty()) {
      return true;
    }
    var types = event.identities().keySet();
    for (String type : types) {
      if (catalog.usesUnitType(type, visibleAt)) {
        return type.equals(unit.type());
      }
    }
    return types.iterator().next().equals(unit.type());
  }

  private static Metric metric(MetricUse use) {
    return use.plan().metric(use.metric()).metric();
  }
}
