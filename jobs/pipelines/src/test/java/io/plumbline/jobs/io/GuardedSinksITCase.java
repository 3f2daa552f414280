package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An endless job into real tables: failed, stopped, restored, started wrongly. */
class GuardedSinksITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long MINUTE = 60_000;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @TempDir Path folder;
  private CatalogConfig catalog;

  @BeforeEach
  void tables() {
    catalog = CatalogConfig.embedded(folder.resolve("tables"));
    TableSetup.prepare(catalog, EnumSet.of(Table.JOB_PROGRESS, Table.ALERTS));
    FailOnce.reset();
  }

  @Test
  void rowsAreThereOnceOverFailuresAndWrongStartsAreRefused() throws Exception {
    FailOnce.ARMED.set(true);
    JobClient job = submit(null);
    await().atMost(PATIENCE).untilTrue(FailOnce.FIRED);
    String first = stopAfter(job, rows(Table.JOB_PROGRESS) + 20);
    assertComplete();

    int attempts = FailOnce.ATTEMPTS.get();
    assertRefused(submit(null), "starts without state on tables that already have rows");
    assertThat(FailOnce.ATTEMPTS.get() - attempts).as("no restart loop").isLessThanOrEqualTo(1);

    String second = stopAfter(submit(first), rows(Table.JOB_PROGRESS) + 20);
    assertComplete();

    attempts = FailOnce.ATTEMPTS.get();
    assertRefused(submit(first), "the tables are ahead of it");
    assertThat(FailOnce.ATTEMPTS.get() - attempts).isLessThanOrEqualTo(1);
    assertComplete();

    stopAfter(submit(second), rows(Table.JOB_PROGRESS) + 20);
    assertComplete();
  }

  @Test
  void aFailureBeforeTheFirstCheckpointIsNoReasonToRefuse() throws Exception {
    FailOnce.ARMED.set(true);
    FailOnce.AT_ONCE.set(true);
    stopAfter(submit(null), 20);

    assertThat(FailOnce.FIRED).isTrue();
    assertComplete();
  }

  private JobClient submit(String savepoint) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(300));
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
    DataStream<Long> numbers =
        env.fromSource(
                new DataGeneratorSource<>(
                    number -> number,
                    Long.MAX_VALUE,
                    RateLimiterStrategy.perSecond(50),
                    Types.LONG),
                WatermarkStrategy.noWatermarks(),
                "numbers")
            .uid("numbers")
            .setParallelism(1)
            .map(new FailOnce())
            .uid("fail-once")
            .setParallelism(1);
    Sinks.appendGuarded(
        Map.of(
            Table.JOB_PROGRESS, rows(numbers, Table.JOB_PROGRESS),
            Table.ALERTS, rows(numbers, Table.ALERTS)),
        new JobRun("srm", 0),
        catalog);
    return env.executeAsync("guarded");
  }

  private static DataStream<RowData> rows(DataStream<Long> numbers, Table table) {
    return numbers
        .map(
            number ->
                Rows.minimal(table, "gate", Rows.DAY_ONE + number * MINUTE)
                    .put("job", "srm")
                    .put("revision", 0)
                    .build())
        .returns(RowTypes.typeInfo(table))
        .uid("rows-" + table.tableName())
        .setParallelism(1);
  }

  private String stopAfter(JobClient job, int rows) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> rows(Table.JOB_PROGRESS) >= rows && rows(Table.ALERTS) >= rows);
    return job.stopWithSavepoint(
            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void assertRefused(JobClient job, String message) {
    assertThatThrownBy(
            () -> job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .satisfies(
            thrown ->
                assertThat(ExceptionUtils.stringifyException(thrown))
                    .contains("SuppressRestartsException")
                    .contains(message));
  }

  private int rows(Table table) {
    return asOf(table).size();
  }

  /** Every number from 0 on is there, once. */
  private void assertComplete() {
    for (Table table : List.of(Table.JOB_PROGRESS, Table.ALERTS)) {
      List<Long> numbers = asOf(table);
      for (int i = 0; i < numbers.size(); i++) {
        assertThat(numbers.get(i)).as(table.tableName()).isEqualTo(i);
      }
    }
  }

  private List<Long> asOf(Table table) {
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      return warehouse.rows(table, Expressions.alwaysTrue(), "as_of").stream()
          .map(row -> (((Instant) row.get("as_of")).toEpochMilli() - Rows.DAY_ONE) / MINUTE)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Fails once when it is armed: after a checkpoint, or at the first record. */
  private static final class FailOnce extends RichMapFunction<Long, Long>
      implements CheckpointListener {
    static final AtomicBoolean ARMED = new AtomicBoolean();
    static final AtomicBoolean AT_ONCE = new AtomicBoolean();
    static final AtomicBoolean FIRED = new AtomicBoolean();
    static final AtomicInteger ATTEMPTS = new AtomicInteger();

    private transient int completed;

    static void reset() {
      ARMED.set(false);
      AT_ONCE.set(false);
      FIRED.set(false);
    }

    @Override
    public void open(org.apache.flink.api.common.functions.OpenContext context) {
      ATTEMPTS.incrementAndGet();
    }

    @Override
    public Long map(Long number) {
      if (ARMED.get() && (AT_ONCE.get() || completed > 1) && FIRED.compareAndSet(false, true)) {
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
