package io.plumbline.core.watch;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TIMING;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.statistics.ExposureStall;
import io.plumbline.core.time.Timing;
import io.plumbline.core.watch.ExposureWatch.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** When exposures have stopped, by those of others and by one's own clock. */
class ExposureWatchTest {
  private static final long BUCKET = 5 * MINUTE;

  private final ExposureWatch watch = new ExposureWatch(TIMING);
  private final List<ExperimentAlert> alerts = new ArrayList<>();
  private final Map<String, Experiment> experiments = new TreeMap<>();
  private TreeMap<String, ExposureRate> rates = new TreeMap<>();
  private long now = START;

  private ExposureWatchTest with(ExperimentFixture... all) {
    for (ExperimentFixture each : all) {
      Experiment experiment = each.build();
      experiments.put(experiment.key(), experiment);
    }
    return this;
  }

  /** So many buckets in each of which an experiment has its number of exposures. */
  private void buckets(int count, Function<String, Long> exposures) {
    for (int i = 0; i < count; i++) {
      now += BUCKET;
      TreeMap<String, Seen> seen = new TreeMap<>();
      experiments.forEach(
          (key, experiment) -> {
            if (watch.runsThrough(experiment, now)) {
              ExposureRate rate = rates.getOrDefault(key, ExposureRate.UNSEEN);
              seen.put(key, new Seen(experiment, rate, exposures.apply(key)));
            }
          });
      rates.putAll(watch.judge(now, seen, alerts::add));
    }
  }

  private void buckets(int count, long a, long b, long c) {
    buckets(count, key -> key.equals("a") ? a : key.equals("b") ? b : c);
  }

  private List<String> told() {
    return alerts.stream()
        .map(
            alert ->
                "%s %s %d %s at %d"
                    .formatted(
                        alert.experimentKey(),
                        alert.status(),
                        alert.sequence(),
                        alert.resolution(),
                        (alert.asOf() - START) / BUCKET))
        .toList();
  }

  @Test
  void anOutageOfOneExperimentIsFoundAndItsReturn() {
    with(experiment("a"), experiment("b"), experiment("c"));
    buckets(30, 20, 20, 20);
    buckets(12, 0, 20, 20);
    buckets(30, 20, 20, 20);

    // 20 a bucket are found in one or two (STATISTICS.md 1); an hour's outage needs some to fade.
    assertThat(told()).hasSize(2);
    assertThat(told().get(0)).isIn("a OPENED 1 null at 31", "a OPENED 1 null at 32");
    assertThat(told().get(1)).startsWith("a RESOLVED 2 RECOVERED at ");
    assertThat(alerts.get(1).alertId()).isEqualTo(alerts.get(0).alertId());
    assertThat(alerts.get(1).firstAsOf()).isEqualTo(alerts.get(0).asOf());
    assertThat(alerts.get(1).asOf()).isBetween(START + 43 * BUCKET, START + 54 * BUCKET);
    assertThat(alerts.get(0).summary())
        .startsWith("a: no exposure came from 2024-03-01T02:3")
        .endsWith("where about 19 are usual beside those of the other experiments");
  }

  @Test
  void theProcessIsThatOfTheStatisticWhereTheOthersNeverChange() {
    with(experiment("a"), experiment("b"), experiment("c"));
    Random random = new Random(5);
    ExposureStall process = ExposureStall.START;
    double learnedReference = 0;
    for (int i = 0; i < 60; i++) {
      long a = 10 + random.nextInt(10);
      long b = 30 + random.nextInt(20);
      long c = 50 + random.nextInt(30);
      buckets(1, a, b, c);
      process = process.next(a, b + c + 1.0);
      learnedReference = 0.95 * learnedReference + b + c + 1.0;
      assertThat(rates.get("a").exposures()).isEqualTo(process.exposures());
      if (i >= ExposureStall.WARM_UP) {
        assertThat(rates.get("a").logM()).isCloseTo(process.logM(), within(1e-9));
      }
    }
    assertThat(process.reference()).isCloseTo(learnedReference, within(1e-9));
  }

  @Test
  void aHugeExperimentThatBeginsOrEndsMakesNoOtherLookSmall() {
    with(
        experiment("a"),
        experiment("b"),
        experiment("c").startedAt(START + 40 * BUCKET).stoppedAt(START + 120 * BUCKET));
    buckets(200, 20, 30, 5_000);
    assertThat(told()).isEmpty();
  }

  @Test
  void noiseIsNoOutageAndNeitherIsAReturn() {
    with(experiment("a"), experiment("b"));
    Random random = new Random(11);
    buckets(2_000, key -> Math.round(40 * Math.exp(0.2 * random.nextGaussian())));
    assertThat(told()).isEmpty();

    buckets(36, 40, 0, 0);
    buckets(40, 40, 40, 0);
    assertThat(told()).hasSize(2).allMatch(alert -> alert.startsWith("b "));
  }

  @Test
  void aChangeOfAllocationBeginsAnew() {
    with(
        experiment("a")
            .allocation(START, Map.of("control", "1", "treatment", "1"), 1)
            .allocation(START + 33 * BUCKET + MINUTE, Map.of("control", "1", "treatment", "1"), 0),
        experiment("b"),
        experiment("c"));
    buckets(30, 200, 50, 60);
    buckets(60, 0, 50, 60);
    assertThat(told()).containsExactly("a OPENED 1 null at 31", "a RESOLVED 2 RESET at 34");
    assertThat(rates.get("a").exposures()).isZero();
  }

  @Test
  void aStopEndsWhatIsOpenAndNothingComesAfterIt() {
    long stop = START + 33 * BUCKET + 1;
    with(experiment("a").stoppedAt(stop), experiment("b"), experiment("c"));
    buckets(30, 200, 50, 60);
    buckets(60, 0, 50, 60);
    watch.stop(experiments.get("a"), rates.get("a"), alerts::add);
    assertThat(told()).containsExactly("a OPENED 1 null at 31", "a RESOLVED 2 STOPPED at 33");
    assertThat(alerts.get(1).asOf()).isEqualTo(stop);
    watch.stop(experiments.get("b"), rates.get("b"), alerts::add);
    assertThat(alerts).hasSize(2);
  }

  @Test
  void aloneItIsMeasuredByItsOwnDays() {
    with(experiment("a"));
    int day = (int) (DAY / BUCKET);
    // 99 at noon and 3 at midnight, so that a mean over all would alarm every evening.
    Function<String, Long> rhythm =
        key -> Math.round(51 - 48 * Math.cos(2 * Math.PI * (now - START) / DAY));
    buckets(3 * day + day / 2, rhythm);
    assertThat(told()).isEmpty();
    assertThat(rates.get("a").clock().past()).hasSize(3 * day + day / 2);
    buckets(3, 0, 0, 0);
    assertThat(told()).containsExactly("a OPENED 1 null at " + (3 * day + day / 2 + 1));
    assertThat(alerts.get(0).summary())
        .endsWith("where about 99 are usual at this time of the day");
    buckets(20, rhythm);
    assertThat(told()).hasSize(2);
    buckets(6 * day, rhythm);
    assertThat(rates.get("a").clock().past()).hasSize(7 * day + 5);
  }

  @Test
  void whereNobodyIsSeenTimeStandsStillAndNoExperiment() {
    with(experiment("a"), experiment("b"));
    buckets(100, 50, 50, 0);
    buckets(500, 0, 0, 0);
    buckets(100, 50, 50, 0);
    assertThat(told()).isEmpty();
  }

  @Test
  void aBucketIsTheSmallestMultipleOfTheTick() {
    assertThat(ExposureWatch.bucketMs(TIMING)).isEqualTo(5 * MINUTE);
    assertThat(ExposureWatch.bucketMs(TIMING.withTick(2 * MINUTE))).isEqualTo(6 * MINUTE);
    assertThat(ExposureWatch.bucketMs(TIMING.withTick(HOUR))).isEqualTo(HOUR);
    Timing fine = TIMING.withTick(MINUTE);
    assertThat(ExposureWatch.bucketEnd(START, fine)).isEqualTo(START);
    assertThat(ExposureWatch.bucketEnd(START + 1, fine)).isEqualTo(START + 5 * MINUTE);
  }
}
