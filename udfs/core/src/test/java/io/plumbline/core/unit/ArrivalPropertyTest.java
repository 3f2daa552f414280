package io.plumbline.core.unit;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.conversion;
import static io.plumbline.core.experiment.MetricFixture.count;
import static io.plumbline.core.experiment.MetricFixture.retention;
import static io.plumbline.core.experiment.MetricFixture.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.time.Timing;
import io.plumbline.core.time.Visibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Every row is what follows from the set of the events that are visible before it. */
class ArrivalPropertyTest {
  private static final long LATENESS = 12 * MINUTE;
  private static final Timing TIMING = new Timing(5 * MINUTE, 7 * MINUTE, LATENESS);
  private static final Visibility VISIBILITY = new Visibility(MINUTE, LATENESS, HOUR);
  private static final long OFF = START + 20 * MINUTE;
  private static final long STOP = START + 40 * MINUTE + 1_234;
  private static final long LATER = START + 15 * MINUTE;
  private static final long BEGIN = START - HOUR;
  private static final long END = START + 8 * HOUR + 30 * MINUTE;

  /**
   * An event, and how its partition's clock goes on with it.
   *
   * @param refusal why the source refuses it whatever its time; null: for its time alone
   */
  private record Arrival(int partition, long afterPrevious, RejectReason refusal, Event atZero) {}

  private static ExperimentFixture[] experiments() {
    return new ExperimentFixture[] {
      experiment("keep")
          .dimensions("country")
          .variant("third")
          .allocation(START, Map.of(CONTROL, "1", TREATMENT, "1"), 1)
          .allocation(OFF, Map.of(CONTROL, "1", "third", "1"), 1)
          .stoppedAt(STOP)
          .primary(sum("buy").window(10 * MINUTE))
          .secondary(count("click"))
          .secondary(count("long").of("buy").window(90 * MINUTE).validFrom(OFF + 3 * MINUTE))
          .secondary(conversion("early").of("buy").delay(MINUTE).window(2 * MINUTE)),
      experiment("drop")
          .salt("grain")
          .excludingCrossovers()
          .startedAt(LATER)
          .knownFrom(LATER)
          .primary(retention("back").of("click").delay(MINUTE).window(20 * MINUTE).matureOnly())
          .secondary(sum("all").of("buy"))
          .secondary(count("de").of("click").where("country", "DE").validFrom(OFF + 77))
    };
  }

  private static List<ExperimentPlan> plans() {
    return Arrays.stream(experiments()).map(e -> ExperimentPlan.of(e.build(), TIMING)).toList();
  }

  /** What the source makes of the partitions: records with their visibility, some refused. */
  private static List<UnitInput> log(List<Arrival> arrivals) {
    long[] maxima = {Visibility.NONE, Visibility.NONE};
    List<UnitInput> log = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      long maximum = maxima[arrival.partition()];
      long time = (maximum == Visibility.NONE ? START : maximum) + arrival.afterPrevious();
      RejectReason refusal = arrival.refusal();
      if (refusal == null && VISIBILITY.isTooLate(maximum, time)) {
        refusal = RejectReason.TOO_LATE;
      }
      time += refusal == RejectReason.IN_FUTURE ? 10 * MINUTE : 0;
      long visibleAt = VISIBILITY.visibleAt(maximum, time);
      if (refusal != null && maximum != Visibility.NONE) {
        visibleAt = maximum - MINUTE;
      }
      log.add(
          new UnitInput(
              "user",
              "u1",
              visibleAt,
              UnitBench.at(arrival.atZero(), time),
              new Position("t", arrival.partition(), log.size(), 0),
              refusal));
      if (refusal == null) {
        maxima[arrival.partition()] = Math.max(maximum, time);
      }
    }
    return log;
  }

  private static UnitBench folded(List<UnitInput> log, boolean forgetting, int seed) {
    UnitBench unit = UnitBench.of(TIMING, UnitBench.UNIT, experiments());
    for (long tick = BEGIN; tick <= END; tick += TIMING.tickMs()) {
      List<UnitInput> due = new ArrayList<>();
      for (UnitInput input : log) {
        if (TIMING.tickAfter(input.visibleAt()) == tick) {
          due.add(input);
        }
      }
      Collections.shuffle(due, new Random(seed));
      unit.at(tick, due);
      if (forgetting) {
        unit.tidy(tick, TIMING);
      }
    }
    return unit;
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void everyRowFollowsFromTheSetOfVisibleEvents(
      @ForAll("arrivals") List<Arrival> arrivals, @ForAll int seed) {
    List<UnitInput> log = log(arrivals);
    UnitBench unit = folded(log, true, seed);

    long settled = log.stream().mapToLong(UnitInput::visibleAt).max().orElse(START) + 100 * MINUTE;
    for (long tick = BEGIN; tick <= settled; tick += TIMING.tickMs()) {
      BruteForce expected = new BruteForce(plans(), TIMING, log, tick);
      assertThat(unit.cells(tick)).as("cells at %d", tick - START).isEqualTo(expected.cells);
      assertThat(fates(unit, tick)).as("fates at %d", tick - START).isEqualTo(expected.fates);
    }
    BruteForce atTheStop = new BruteForce(plans(), TIMING, log, STOP);
    assertThat(unit.cells(STOP)).isEqualTo(atTheStop.cells);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theLastVersionOfAnEnrollmentIsWhereTheUnitStands(
      @ForAll("arrivals") List<Arrival> arrivals, @ForAll int seed) {
    List<UnitInput> log = log(arrivals);
    UnitBench unit = folded(log, true, seed);
    BruteForce expected = new BruteForce(plans(), TIMING, log, END);
    Map<String, EnrollmentVersion> last = new HashMap<>();
    unit.enrollments.forEach(
        version -> {
          EnrollmentVersion before = last.put(version.experimentKey(), version);
          assertThat(version.version()).isEqualTo(before == null ? 1 : before.version() + 1);
          assertThat(version).isNotEqualTo(before);
        });

    assertThat(last.keySet()).isEqualTo(expected.places.keySet());
    last.forEach(
        (key, version) -> {
          BruteForce.Place place = expected.places.get(key);
          assertThat(version.enrolledAt()).isEqualTo(place.enrolledAt());
          assertThat(version.visibleAt()).isEqualTo(place.visibleAt());
          assertThat(version.crossoverAt())
              .isEqualTo(place.other() == null ? null : place.other().event().eventTime());
        });
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void neitherTheOrderOfArrivalNorTheTimeOfForgettingMeansAnything(
      @ForAll("arrivals") List<Arrival> arrivals, @ForAll int seed) {
    List<UnitInput> log = log(arrivals);
    UnitBench one = folded(log, true, seed);
    UnitBench other = folded(log, false, seed + 1);

    for (long tick = BEGIN; tick <= END; tick += TIMING.tickMs()) {
      assertThat(other.cells(tick)).isEqualTo(one.cells(tick));
      assertThat(fates(other, tick)).isEqualTo(fates(one, tick));
    }
    assertThat(other.enrollments).isEqualTo(one.enrollments);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void nothingIsLeftOfAUnitThatIsInNothing(@ForAll("arrivals") List<Arrival> arrivals) {
    UnitBench unit = folded(log(arrivals), true, 0);

    assertThat(unit.memory.kept).isEmpty();
    assertThat(unit.memory.counted).isEmpty();
    assertThat(unit.record.memberships()).doesNotContainKey("keep");
    assertThat(unit.record.exclusions()).doesNotContainKey("keep");
  }

  private static Map<String, Long> fates(UnitBench unit, long tick) {
    Map<String, Long> fates = new TreeMap<>();
    for (RecordCount count : unit.counts) {
      if (count.tick() <= tick) {
        fates.merge(count.disposition() + " " + count.reason(), count.count(), Long::sum);
      }
    }
    fates.values().removeIf(n -> n == 0);
    return fates;
  }

  @Provide
  Arbitrary<List<Arrival>> arrivals() {
    Arbitrary<Event> exposures =
        Combinators.combine(
                Arbitraries.frequency(Tuple.of(8, "keep"), Tuple.of(4, "drop"), Tuple.of(1, "no")),
                Arbitraries.of("x1", "x2"),
                Arbitraries.frequency(
                    Tuple.of(4, CONTROL),
                    Tuple.of(4, TREATMENT),
                    Tuple.of(4, "third"),
                    Tuple.of(1, "none")),
                Arbitraries.of("DE", "FR"))
            .as(
                (key, id, v, country) ->
                    UnitBench.exposure(id, key, v, 0, Map.of("country", country)));
    Arbitrary<Event> metricEvents =
        Combinators.combine(
                Arbitraries.integers().between(1, 8),
                Arbitraries.frequency(
                    Tuple.of(4, "buy"), Tuple.of(4, "click"), Tuple.of(1, "scroll")),
                Arbitraries.frequency(
                    Tuple.of(8, 1.0), Tuple.of(4, 3e18), Tuple.of(1, 1e19), Tuple.of(1, -3e18)),
                Arbitraries.of("DE", "FR"))
            .as(
                (id, name, v, country) ->
                    UnitBench.event("e" + id, name, 0, v, Map.of("country", country)));
    Arbitrary<Long> afterPrevious =
        Arbitraries.oneOf(
            Arbitraries.longs().between(-13 * MINUTE, 5 * MINUTE),
            Arbitraries.longs().between(0, 8 * MINUTE),
            Arbitraries.longs().between(-3, 8).map(minutes -> minutes * MINUTE),
            Arbitraries.of(0L, -MINUTE, -13 * MINUTE, 1L, -1L, 5 * MINUTE));
    return Combinators.combine(
            Arbitraries.integers().between(0, 1),
            afterPrevious,
            Arbitraries.frequency(
                    Tuple.of(12, "no"),
                    Tuple.of(1, RejectReason.IN_FUTURE.name()),
                    Tuple.of(1, RejectReason.SAMPLED.name()))
                .map(name -> name.equals("no") ? null : RejectReason.valueOf(name)),
            Arbitraries.oneOf(exposures, metricEvents))
        .as(Arrival::new)
        .list()
        .ofMaxSize(60)
        .withSizeDistribution(RandomDistribution.uniform());
  }
}
