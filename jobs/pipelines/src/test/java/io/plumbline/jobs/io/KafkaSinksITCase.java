package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.ExperimentStatusCodec;
import io.plumbline.operators.codec.RowBuilder;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Topics of a real broker: once each over a failure, and again from the table when lost. */
class KafkaSinksITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @TempDir static Path folder;
  private static KafkaBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(folder);
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void alertsAreDeliveredOnceAndWhatWasLostIsSentAgain() throws Exception {
    String topic = "srm-alerts";
    CatalogConfig catalog = CatalogConfig.embedded(folder.resolve("tables"));
    TableSetup.prepare(catalog, Set.of(Table.ALERTS));
    broker.createTopic(topic, 2);
    FailOnce.FIRED.set(false);

    JobClient job = alerts(topic, catalog, null);
    await().atMost(PATIENCE).untilTrue(FailOnce.FIRED);
    int before = sequences(topic).size();
    await().atMost(PATIENCE).until(() -> sequences(topic).size() > before + 20);
    String savepoint = stop(job);
    List<Integer> delivered = sequences(topic);
    assertThat(delivered).doesNotHaveDuplicates().containsExactlyElementsOf(upTo(delivered.size()));

    // As if the last transaction had been lost: the table has a row that the topic has not.
    append(catalog, alert(-1));
    JobClient restored = alerts(topic, catalog, savepoint);
    await().atMost(PATIENCE).until(() -> sequences(topic).contains(-1));
    stop(restored);
    List<Integer> all = sequences(topic);
    assertThat(all).doesNotHaveDuplicates().hasSameElementsAs(withMinusOne(all.size() - 1));
  }

  @Test
  void statusesAreWrittenAsTheFormatSays() throws Exception {
    String topic = "experiment-status";
    broker.createTopic(topic, 1);
    StreamExecutionEnvironment env = environment(null);
    KafkaSinks.experimentStatus(
        env.fromData(
                List.of(new ExperimentStatus("gate", 0, "HEALTHY", List.of(), "v")),
                ExperimentStatusCodec.TYPE)
            .uid("statuses"),
        topic,
        settings(KafkaSinkSettings.Format.JSON, DeliveryGuarantee.AT_LEAST_ONCE));
    env.execute("statuses");

    var message = broker.messages(topic).get(0);
    assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo("gate");
    assertThat(new String(message.value(), StandardCharsets.UTF_8))
        .contains("\"srm_status\":\"HEALTHY\"");
  }

  @Test
  void aTransactionTimeoutTheBrokerDoesNotAllowIsRefused() {
    StreamExecutionEnvironment env = environment(null);
    var statuses =
        env.fromData(
                List.of(new ExperimentStatus("gate", 0, "HEALTHY", List.of(), "v")),
                ExperimentStatusCodec.TYPE)
            .uid("statuses");
    var settings =
        new KafkaSinkSettings(
            "srm",
            broker.properties(),
            KafkaSinkSettings.Format.AVRO,
            null,
            DeliveryGuarantee.EXACTLY_ONCE,
            Duration.ofHours(1),
            "plumbline");

    assertThatThrownBy(() -> KafkaSinks.experimentStatus(statuses, "any", settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("PT1H")
        .hasMessageContaining("transaction.max.timeout.ms is PT15M");
  }

  private static JobClient alerts(String topic, CatalogConfig catalog, String savepoint)
      throws Exception {
    StreamExecutionEnvironment env = environment(savepoint);
    DataStream<RowData> alerts =
        env.fromSource(
                new DataGeneratorSource<>(
                    number -> number,
                    Long.MAX_VALUE,
                    RateLimiterStrategy.perSecond(20),
                    Types.LONG),
                WatermarkStrategy.noWatermarks(),
                "numbers")
            .uid("numbers")
            .setParallelism(1)
            .map(new FailOnce())
            .uid("fail-once")
            .setParallelism(1)
            .map(number -> alert(number.intValue()))
            .returns(RowTypes.typeInfo(Table.ALERTS))
            .uid("alerts")
            .setParallelism(1);
    KafkaSinks.srmAlerts(
        alerts,
        topic,
        new JobRun("srm", 0),
        catalog,
        settings(KafkaSinkSettings.Format.AVRO, DeliveryGuarantee.EXACTLY_ONCE));
    return env.executeAsync("alerts");
  }

  private static RowData alert(int sequence) {
    RowBuilder row =
        Rows.minimal(Table.ALERTS, "gate", Rows.DAY_ONE)
            .put("job", "srm")
            .put("alert_type", "SRM")
            .put("severity", "critical")
            .put("status", "OPENED")
            .put("sequence", sequence)
            .put("revision", 0)
            .put("suspects", List.of());
    return row.putTime("published_at", 4_000_000_000_000L).build();
  }

  private static void append(CatalogConfig catalog, RowData row) throws Exception {
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      TestTables.append(warehouse.load(Table.ALERTS).orElseThrow(), List.of(row));
      assertThat(warehouse.hasRows(Table.ALERTS, Expressions.alwaysTrue())).isTrue();
    }
  }

  private static KafkaSinkSettings settings(
      KafkaSinkSettings.Format format, DeliveryGuarantee delivery) {
    return new KafkaSinkSettings(
        "srm", broker.properties(), format, null, delivery, Duration.ofMinutes(2), "plumbline");
  }

  private static StreamExecutionEnvironment environment(String savepoint) {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    return env;
  }

  private static String stop(JobClient job) throws Exception {
    return job.stopWithSavepoint(
            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static List<Integer> upTo(int size) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private static List<Integer> withMinusOne(int size) {
    List<Integer> numbers = upTo(size);
    numbers.add(-1);
    return numbers;
  }

  private static List<Integer> sequences(String topic) {
    return broker.messages(topic).stream()
        .map(message -> message.headers().lastHeader("sequence").value())
        .map(bytes -> Integer.valueOf(new String(bytes, StandardCharsets.UTF_8)))
        .toList();
  }

  /** Fails once, after a checkpoint. */
  private static final class FailOnce extends RichMapFunction<Long, Long>
      implements CheckpointListener {
    static final AtomicBoolean FIRED = new AtomicBoolean();

    private transient int completed;

    @Override
    public Long map(Long number) {
      if (completed > 2 && FIRED.compareAndSet(false, true)) {
        throw new IllegalStateException("injected");
      }
      return number;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      completed++;
    }
  }
}
