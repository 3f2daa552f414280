package io.plumbline.core.unit;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TIMING;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.count;
import static io.plumbline.core.experiment.MetricFixture.retention;
import static io.plumbline.core.experiment.MetricFixture.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.time.Timing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds of a unit's fold whatever the unit did. */
class UnitFoldPropertyTest {
  private static final long FOUR_HOURS_LATER = START + 4 * HOUR;
  private static final long OFF_GRID = START + 2 * HOUR + 12_345;
  private static final Timing SHORT = TIMING.withTick(10 * MINUTE);
  private static final Timing HOURLY = TIMING.withTick(HOUR);

  private static ExperimentFixture[] experiments() {
    return new ExperimentFixture[] {
      experiment("keep")
          .dimensions("country")
          .stoppedAt(OFF_GRID)
          .primary(sum("buy").decimals(2).caps(-3.0, 9.0))
          .secondary(count("click").window(30 * MINUTE)),
      experiment("drop")
          .excludingCrossovers()
          .dimensions("country")
          .startedAt(START + 12_345)
          .stoppedAt(FOUR_HOURS_LATER)
          .primary(retention("back").of("click").delay(20 * MINUTE).window(HOUR).matureOnly())
          .secondary(count("buy").where("country", "DE"))
    };
  }

  private static UnitBench folded(Timing timing, List<Event> events) {
    UnitBench unit = UnitBench.of(timing, UnitBench.UNIT, experiments());
    for (long tick = START; tick <= FOUR_HOURS_LATER; tick += timing.tickMs()) {
      List<Event> due = new ArrayList<>();
      for (Event event : events) {
        if (timing.tickAfter(event.eventTime()) == tick) {
          due.add(event);
        }
      }
      unit.at(tick, due.toArray(Event[]::new));
    }
    return unit;
  }

  @Property(tries = 60)
  void theOrderOfArrivalMeansNothing(@ForAll("streams") List<Event> events, @ForAll int seed) {
    List<Event> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(seed));
    UnitBench one = folded(SHORT, events);
    UnitBench other = folded(SHORT, shuffled);

    assertThat(other.record).isEqualTo(one.record);
    assertThat(other.enrollments).isEqualTo(one.enrollments);
    for (long instant = START; instant <= FOUR_HOURS_LATER; instant += HOUR / 4) {
      assertThat(other.cells(instant)).isEqualTo(one.cells(instant));
    }
    assertThat(other.fates()).containsExactlyInAnyOrderElementsOf(one.fates());
  }

  /** But for refused and duplicate events: their variant is that of the unit as of the instant. */
  @Property(tries = 60)
  void whatATickSeesDoesNotDependOnTheTicksBefore(@ForAll("streams") List<Event> events) {
    UnitBench often = folded(SHORT, events);
    UnitBench hourly = folded(HOURLY, events);

    for (long instant = START; instant <= FOUR_HOURS_LATER; instant += HOUR) {
      assertThat(withoutRefusals(hourly.cells(instant)))
          .isEqualTo(withoutRefusals(often.cells(instant)));
    }
    assertThat(withoutRefusals(hourly.cells(OFF_GRID)))
        .isEqualTo(withoutRefusals(often.cells(OFF_GRID)));
    assertThat(hourly.fates()).containsExactlyInAnyOrderElementsOf(often.fates());
  }

  private static Map<String, ExactMoments> withoutRefusals(Map<String, ExactMoments> cells) {
    cells.keySet().removeIf(c -> c.contains("rejected:") || c.contains("counter=duplicates"));
    return cells;
  }

  @Property(tries = 60)
  void contributionsAddUpToWhatTheUnitIs(@ForAll("streams") List<Event> events) {
    UnitBench unit = folded(SHORT, events);
    Map<String, ExactMoments> expected = new HashMap<>();
    for (ExperimentFixture fixture : experiments()) {
      ExperimentPlan plan = fixture.plan();
      Membership membership = unit.record.memberships().get(plan.key());
      if (membership != null) {
        direct(plan, membership, expected);
      }
    }
    Map<String, ExactMoments> found = unit.cells();
    found.keySet().removeIf(cell -> !cell.contains("Metric["));

    assertThat(found).isEqualTo(expected);
    assertThat(unit.counts).hasSize(events.size());
  }

  private static void direct(
      ExperimentPlan plan, Membership membership, Map<String, ExactMoments> expected) {
    boolean excluded =
        plan.experiment().crossoverPolicy() == CrossoverPolicy.EXCLUDE
            && membership.crossoverAt() != null;
    for (int i = 0; i < plan.experiment().metrics().size() && !excluded; i++) {
      MetricTotal total = membership.total(i);
      ExactMoments moments = new ExactMoments();
      moments.addUnit(total.number(plan.metric(i).metric().kind(), plan.scale(i)));
      moments.addEvents(total.events());
      moments.addDuplicates(total.duplicates());
      for (boolean mature : new boolean[] {false, true}) {
        if (mature ? total.mature() : !plan.metric(i).metric().matureOnly()) {
          int variant = membership.variant();
          String country = membership.attributes().get("country");
          put(expected, plan, new Cell.Metric(i, 0, Cell.ALL, Cell.ALL, variant, mature), moments);
          put(expected, plan, new Cell.Metric(i, 0, "country", country, variant, mature), moments);
        }
      }
    }
  }

  private static void put(
      Map<String, ExactMoments> expected, ExperimentPlan plan, Cell cell, ExactMoments moments) {
    expected.put(plan.key() + " " + cell, moments);
  }

  @Provide
  Arbitrary<List<Event>> streams() {
    Arbitrary<Long> times =
        Arbitraries.oneOf(
            Arbitraries.longs().between(START, FOUR_HOURS_LATER - 1),
            Arbitraries.of(START, START + 12_345, OFF_GRID - 1, OFF_GRID, START + HOUR));
    Arbitrary<Event> exposures =
        Combinators.combine(
                Arbitraries.of("keep", "drop", "nope"),
                Arbitraries.frequency(Tuple.of(6, CONTROL), Tuple.of(1, TREATMENT)),
                times,
                Arbitraries.of("DE", "FR"))
            .as(
                (key, variant, time, country) ->
                    UnitBench.exposure("x" + time, key, variant, time, Map.of("country", country)));
    Arbitrary<Event> metricEvents =
        Combinators.combine(
                Arbitraries.integers().between(1, 12),
                Arbitraries.of("buy", "click", "scroll"),
                times,
                Arbitraries.of(0.0, 1.0, -2.5, 7.77, 1e18, Double.NaN),
                Arbitraries.of("DE", "FR"))
            .as(
                (id, name, time, value, country) ->
                    UnitBench.event("e" + id, name, time, value, Map.of("country", country)));
    return Arbitraries.oneOf(exposures, metricEvents).list().ofMaxSize(25);
  }
}
