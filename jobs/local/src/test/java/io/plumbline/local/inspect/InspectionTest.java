package io.plumbline.local.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.Variant;
import io.plumbline.core.time.Visibility;
import io.plumbline.local.inspect.TopicReader.From;
import io.plumbline.operators.codec.SourceMapping;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class InspectionTest {
  private static final long NOON = Instant.parse("2024-01-05T12:00:00Z").toEpochMilli();
  private static final SourceMapping SOURCE =
      SourceMapping.parse(
          Map.of(
              "topic",
              "track",
              "format",
              "json",
              "where",
              Map.of("e", "viewed"),
              "fields",
              Map.of(
                  "experiment_key", "x",
                  "variant_key", "v",
                  "event_time", "t",
                  "unit_ids", Map.of("user", "u", "device", "d"))),
          EventKind.EXPOSURE,
          0);

  private static Inspection inspection(Experiment... experiments) {
    return new Inspection(Visibility.DEFAULTS, List.of(experiments))
        .withTopics(List.of(SOURCE), null);
  }

  private static byte[] viewed(String variant, String unit, long time) {
    return ("{\"e\":\"viewed\",\"x\":\"gate\",\"v\":\""
            + variant
            + "\",\"u\":\""
            + unit
            + "\",\"t\":"
            + time
            + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Experiment gate(double a, double b) {
    return new Experiment(
        "gate",
        ExperimentKind.EXPERIMENT,
        "Gate",
        null,
        null,
        "user",
        NOON - 1,
        null,
        null,
        null,
        0.001,
        0.05,
        5000,
        CrossoverPolicy.FIRST_EXPOSURE,
        List.of(),
        List.of(new Variant("a", true), new Variant("b", false)),
        List.of(
            new Allocation(
                NOON - 1, Map.of("a", BigDecimal.valueOf(a), "b", BigDecimal.valueOf(b)), 1)),
        List.of());
  }

  @Test
  void whatIsMappedAndWhatIsNotIsTold() throws IOException {
    Inspection inspection = inspection();
    long offset = 0;
    for (byte[] value :
        new byte[][] {
          viewed("a", "u1", NOON),
          viewed("b", "u2", NOON + 1),
          viewed("b", "u1", NOON + 2),
          "{\"e\":\"other\"}".getBytes(StandardCharsets.UTF_8),
          "{".getBytes(StandardCharsets.UTF_8),
          viewed("a", "u3", NOON + 600_000),
          viewed("a", "u3", NOON - 4_000_000),
          null
        }) {
      inspection.message("track", 0, offset++, NOON + 10, value);
    }

    assertThat(InspectionReport.of(inspection, Visibility.DEFAULTS))
        .isEqualTo(
            """
            exposures[0] of track: 8 messages
              mapped                         3
              not selected                   1
              tombstones                     1
              rejected MALFORMED              1
                  first: partition 0, offset 4, record 0: the message is not JSON at column 2; allowed: one JSON object
              rejected TOO_LATE               1
                  first: partition 0, offset 6, record 0: event_time is 4000002 ms before the latest of its partition
              rejected IN_FUTURE              1
                  first: partition 0, offset 5, record 0: event_time is 599990 ms after the message's timestamp; allowed: at most 300000 ms (timing.max-clock-ahead)
              without an id                  5
              without unit type user: 0 of 3
              experiment gate (not configured)
                a: 1 units, 1 exposures
                b: 1 units, 2 exposures
                SRM now, equal weights: p = 1.000
                exposures to another variant than the first: 1

            times
              event time less the log's time: 1 % -4014.080 s, 50 % -0.009 s, 99 % 602.112 s, 99.9 % 602.112 s, most 602.112 s
              behind the latest of the partition: 1 % 0.000 s, 50 % 0.000 s, 99 % 4014.080 s, 99.9 % 4014.080 s, most 4014.080 s
              suggested, with what is configured now:
                timing.max-out-of-orderness: PT2H (now PT30S)
                timing.lateness: PT1H (now PT1H)
                timing.max-clock-ahead: PT30M (now PT5M)
            """);
    assertThat(inspection.isWrong()).isFalse();
  }

  @Test
  void theSplitIsTestedAgainstConfiguredWeights() {
    SplitTally equal = new SplitTally(null);
    SplitTally configured = new SplitTally(gate(0.9, 0.1));
    for (int i = 0; i < 1_000; i++) {
      Exposure exposure =
          new Exposure(
              "e" + i,
              "gate",
              i % 10 == 0 ? "b" : "a",
              "user",
              "u" + i,
              Map.of(),
              NOON,
              null,
              Map.of(),
              null);
      equal.add(exposure);
      configured.add(exposure);
    }

    assertThat(equal.srm().anytimeP()).isLessThan(1e-50);
    assertThat(equal.srm().configured()).isFalse();
    assertThat(configured.srm().anytimeP()).isEqualTo(1);
    assertThat(configured.srm().chiSquaredP()).hasValue(1);
    assertThat(configured.units()).isEqualTo(Map.of("a", 900L, "b", 100L));
  }

  @Test
  void aConfiguredVariantThatNobodySawIsTold() {
    SplitTally split = new SplitTally(gate(0.5, 0.5));
    for (int i = 0; i < 100; i++) {
      split.add(
          new Exposure("e", "gate", "a", "user", "u" + i, Map.of(), NOON, null, Map.of(), null));
    }

    assertThat(split.units()).isEqualTo(Map.of("a", 100L, "b", 0L));
    assertThat(split.srm().anytimeP()).isLessThan(1e-9);
  }

  @Test
  void quantilesAreNearAndNeverBelow() {
    Quantiles quantiles = new Quantiles();
    Random random = new Random(7);
    long[] values = random.longs(10_001, -1_000_000, 1_000_000).sorted().toArray();
    for (long value : values) {
      quantiles.add(value);
    }
    for (double share : new double[] {0.0001, 0.3, 0.5, 0.999, 1}) {
      long exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat(Math.abs(quantiles.at(share) - exact)).isLessThanOrEqualTo(Math.abs(exact) / 127);
    }
    Quantiles few = new Quantiles();
    few.add(3);
    few.add(-200);
    few.add(255);
    assertThat(few.at(0)).isEqualTo(-200);
    assertThat(few.at(0.5)).isEqualTo(3);
    assertThat(few.at(1)).isEqualTo(255);
    assertThatThrownBy(() -> new Quantiles().at(0.5)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void suggestedBoundsAreRound() {
    assertThat(Bounds.roundUp(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Bounds.roundUp(5_000)).isEqualTo(Duration.ofSeconds(5));
    assertThat(Bounds.roundUp(5_001)).isEqualTo(Duration.ofSeconds(10));
    assertThat(Bounds.roundUp(Duration.ofHours(73).toMillis())).isEqualTo(Duration.ofDays(4));
    assertThat(Bounds.maxOutOfOrderness(new Quantiles())).isEqualTo(Duration.ofSeconds(1));
    assertThat(Bounds.lateness(new Quantiles())).isEqualTo(Duration.ofHours(1));
    assertThat(Bounds.maxClockAhead(new Quantiles())).isEqualTo(Duration.ofMinutes(1));
  }

  private static MockConsumer<byte[], byte[]> broker(int messages) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    TopicPartition partition = new TopicPartition("track", 0);
    Node node = new Node(0, "localhost", 1);
    Node[] nodes = {node};
    consumer.updatePartitions("track", List.of(new PartitionInfo("track", 0, node, nodes, nodes)));
    consumer.updateBeginningOffsets(Map.of(partition, 0L));
    consumer.updateEndOffsets(Map.of(partition, (long) messages));
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < messages; i++) {
            consumer.addRecord(
                new ConsumerRecord<>("track", 0, i, null, viewed("a", "u" + i, NOON)));
          }
        });
    return consumer;
  }

  @Test
  void topicsAreReadToTheirEndWithoutAGroup() throws IOException {
    Inspection inspection = inspection();
    try (MockConsumer<byte[], byte[]> consumer = broker(5)) {
      long read =
          TopicReader.read(
              consumer, inspection, From.EARLIEST, Duration.ofMinutes(1), 100, count -> {});

      assertThat(read).isEqualTo(5);
      assertThat(inspection.tallies().get(0).mapped()).isEqualTo(5);
      assertThat(consumer.committed(consumer.assignment())).isEmpty();
    }
  }

  @Test
  void noMoreIsReadThanWasAskedFor() throws IOException {
    try (MockConsumer<byte[], byte[]> consumer = broker(5)) {
      assertThat(
              TopicReader.read(
                  consumer, inspection(), From.EARLIEST, Duration.ofMinutes(1), 3, count -> {}))
          .isEqualTo(3);
    }
  }

  @Test
  void aTopicThatIsNotThereIsTold() {
    try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none")) {
      assertThatThrownBy(
              () ->
                  TopicReader.read(
                      consumer, inspection(), From.LATEST, Duration.ofMinutes(1), 3, count -> {}))
          .isInstanceOf(IOException.class)
          .hasMessage("topic track does not exist; allowed: one that can be read");
    }
  }
}
