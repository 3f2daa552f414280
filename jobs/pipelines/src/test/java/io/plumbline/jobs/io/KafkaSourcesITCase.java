package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Visibility;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.SourceMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
@SuppressWarnings("try") // a collected stream may throw anything when closed
class KafkaSourcesITCase {
  private static final long NOON = Instant.parse("2024-01-05T12:00:00Z").toEpochMilli();
  private static final long SECOND = 1_000;
  private static final int PARTITIONS = 3;
  private static final int MESSAGES = 600;

  @TempDir static Path folder;
  private static KafkaBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(folder);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void streamingBoundedAndRestoredReadsAreOne() throws Exception {
    String topic = "track";
    broker.createTopic(topic, PARTITIONS);
    int expected = fill(topic);

    Map<String, InputRecord<Event>> bounded = read(topic, true, expected, false);
    Map<String, InputRecord<Event>> streaming = read(topic, false, expected, false);
    Map<String, InputRecord<Event>> restored = read(topic, false, expected, true);

    assertThat(bounded).hasSize(expected);
    assertThat(streaming).isEqualTo(bounded);
    assertThat(restored).isEqualTo(bounded);
    assertThat(bounded.values())
        .filteredOn(InputRecord::isRefused)
        .extracting(record -> record.refusal().reason())
        .contains(RejectReason.MALFORMED, RejectReason.TOO_LATE, RejectReason.IN_FUTURE);
    assertThat(bounded.values())
        .extracting(InputRecord::kind)
        .contains(EventKind.EXPOSURE, EventKind.METRIC_EVENT, null);
    assertThat(bounded.values())
        .filteredOn(record -> !record.isRefused())
        .anyMatch(record -> record.visibleAt() > record.event().eventTime());
  }

  @Test
  void aJobOfExposuresSeesTheTimeOfAllKinds() throws Exception {
    String topic = "two-kinds";
    broker.createTopic(topic, 1);
    try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of())) {
      send(producer, topic, 0, NOON, metric("e1", NOON + 60 * SECOND));
      send(producer, topic, 0, NOON, exposure("x1", NOON));
      send(producer, topic, 0, NOON, "{");
    }
    StreamExecutionEnvironment env = environment(true);

    List<InputRecord<Event>> records =
        KafkaSources.read(env, sources(topic), List.of(EventKind.EXPOSURE), settings(true))
            .get(topic)
            .executeAndCollect(10);

    assertThat(records).extracting(InputRecord::kind).containsExactly(EventKind.EXPOSURE, null);
    assertThat(records)
        .extracting(InputRecord::visibleAt)
        .containsExactly(NOON + 30 * SECOND, NOON + 30 * SECOND);
  }

  @Test
  void aTaskWithoutAPartitionHoldsNothing() throws Exception {
    String topic = "one-partition";
    broker.createTopic(topic, 1);
    try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of())) {
      send(producer, topic, 0, NOON, exposure("x1", NOON));
      send(producer, topic, 0, NOON, exposure("x2", NOON + 60 * SECOND));
    }
    StreamExecutionEnvironment env = environment(false);
    DataStream<InputRecord<Event>> records =
        KafkaSources.topic(env, topic, only(topic), settings(false));

    try (CloseableIterator<Long> times =
        records
            .keyBy(record -> 0, Types.INT)
            .process(new TellTime(), Types.LONG)
            .uid("time")
            .name("time")
            .executeAndCollect()) {
      assertThat(times.next()).isEqualTo(NOON);
    }
  }

  @Test
  void whatAProducerTookBackIsNotReadAndABoundedReadEnds() throws Exception {
    String topic = "transactions";
    broker.createTopic(topic, 1);
    try (KafkaProducer<byte[], byte[]> producer =
        broker.producer(Map.of("transactional.id", "test"))) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, topic, 0, NOON, exposure("x1", NOON));
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, topic, 0, NOON, exposure("x2", NOON));
      // Else it would never have been written.
      producer.flush();
      producer.abortTransaction();
    }
    // Two records and two markers, which the broker writes after it has answered.
    broker.awaitCommitted(topic, 4);

    List<InputRecord<Event>> records =
        KafkaSources.topic(environment(true), topic, only(topic), settings(true))
            .executeAndCollect(10);

    assertThat(records).extracting(record -> record.event().id()).containsExactly("x1");
  }

  /** Several jars bring such libraries; classes and native code must be of one version. */
  @Test
  void everyCompressionCanBeRead() throws Exception {
    String topic = "compressed";
    broker.createTopic(topic, 1);
    List<String> types = List.of("zstd", "lz4", "snappy", "gzip");
    for (String type : types) {
      try (KafkaProducer<byte[], byte[]> producer =
          broker.producer(Map.of("compression.type", type))) {
        send(producer, topic, 0, NOON, exposure(type, NOON));
      }
    }

    List<InputRecord<Event>> records =
        KafkaSources.topic(environment(true), topic, only(topic), settings(true))
            .executeAndCollect(10);

    assertThat(records).extracting(record -> record.event().id()).containsExactlyElementsOf(types);
  }

  @Test
  void aTopicThatDoesNotExistIsToldAtOnce() {
    assertThatThrownBy(
            () -> KafkaSources.topic(environment(true), "nowhere", only("nowhere"), settings(true)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("topic nowhere does not exist at 127.0.0.1:");
  }

  /** Passes the timer of the first record on when the watermark has passed it. */
  private static final class TellTime
      extends KeyedProcessFunction<Integer, InputRecord<Event>, Long> {
    @Override
    public void processElement(InputRecord<Event> record, Context context, Collector<Long> out) {
      context.timerService().registerEventTimeTimer(record.visibleAt());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Long> out) {
      out.collect(timestamp);
    }
  }

  /** Fails once, after some records and a checkpoint. */
  private static final class FailOnce {
    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static int seen;

    static InputRecord<Event> pass(InputRecord<Event> record, boolean fails) {
      if (fails && ++seen > MESSAGES / 2 && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("once");
      }
      return record;
    }
  }

  private static Map<String, InputRecord<Event>> read(
      String topic, boolean bounded, int expected, boolean fails) throws Exception {
    StreamExecutionEnvironment env = environment(bounded);
    DataStream<InputRecord<Event>> records =
        KafkaSources.topic(env, topic, sources(topic), settings(bounded))
            .map(record -> FailOnce.pass(record, fails))
            .returns(InputRecord.EVENTS)
            .uid("fail")
            .name("fail");
    Map<String, InputRecord<Event>> found = new TreeMap<>();
    try (CloseableIterator<InputRecord<Event>> all = records.executeAndCollect()) {
      while (bounded ? all.hasNext() : found.size() < expected) {
        InputRecord<Event> record = all.next();
        assertThat(found.put(record.position().toString(), record)).isNull();
      }
    }
    assertThat(FailOnce.FAILED.get()).isEqualTo(fails);
    return found;
  }

  /** Messages in disorder, of both kinds, some of them broken; the number of records they give. */
  private static int fill(String topic) throws Exception {
    int records = 0;
    try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of())) {
      for (int i = 0; i < MESSAGES; i++) {
        int partition = i % PARTITIONS;
        long time = NOON + i * SECOND - i * 7919L % 50 * 2 * SECOND;
        long logged = NOON + i * SECOND;
        String value =
            switch (i % 20) {
              case 3 -> "not JSON";
              case 7 -> null;
              case 9 -> "{\"event\":\"Other\"}";
              case 11 -> exposure("x" + i, time).replace("\"user_id\"", "\"nobody\"");
              case 13 -> exposure("x" + i, logged - 2 * 3600 * SECOND);
              case 17 -> metric("e" + i, logged + 400 * SECOND);
              case 5, 15 -> metric("e" + i, time);
              default -> exposure("x" + i, time);
            };
        records += value == null || i % 20 == 9 ? 0 : 1;
        send(producer, topic, partition, logged, value);
      }
    }
    return records;
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      int partition,
      long timestamp,
      String value) {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, partition, timestamp, null, bytes));
  }

  private static String exposure(String id, long time) {
    return "{\"event\":\"Viewed\",\"id\":\""
        + id
        + "\",\"experiment\":\"gate\",\"variant\":\"a\",\"user_id\":\"u\",\"time\":"
        + time
        + "}";
  }

  private static String metric(String id, long time) {
    return "{\"event\":\"Bought\",\"id\":\"" + id + "\",\"user_id\":\"u\",\"time\":" + time + "}";
  }

  private static List<SourceMapping> only(String topic) {
    return List.of(sources(topic).get(0));
  }

  private static List<SourceMapping> sources(String topic) {
    Map<String, Object> exposures =
        Map.of(
            "topic",
            topic,
            "format",
            "json",
            "where",
            Map.of("event", "Viewed"),
            "fields",
            Map.of(
                "exposure_id", "id",
                "experiment_key", "experiment",
                "variant_key", "variant",
                "unit_id", "user_id",
                "event_time", "time"));
    Map<String, Object> metricEvents =
        Map.of(
            "topic",
            topic,
            "format",
            "json",
            "where",
            Map.of("event", "Bought"),
            "fields",
            Map.of(
                "event_id", "id",
                "event_name", "event",
                "unit_id", "user_id",
                "event_time", "time"));
    List<SourceMapping> sources = new ArrayList<>();
    sources.add(SourceMapping.parse(exposures, EventKind.EXPOSURE, 0));
    sources.add(SourceMapping.parse(metricEvents, EventKind.METRIC_EVENT, 0));
    sources.sort(Comparator.comparing(SourceMapping::kind));
    return sources;
  }

  private static KafkaSourceSettings settings(boolean bounded) {
    return new KafkaSourceSettings(
        "srm",
        broker.properties(),
        null,
        Visibility.DEFAULTS,
        null,
        null,
        Duration.ofHours(1),
        bounded);
  }

  private static StreamExecutionEnvironment environment(boolean bounded) {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 2);
    if (!bounded) {
      configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    env.setRuntimeMode(bounded ? RuntimeExecutionMode.BATCH : RuntimeExecutionMode.STREAMING);
    return env;
  }
}
