package io.plumbline.local.bench;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.time.Timing;
import io.plumbline.core.time.Visibility;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.KafkaConfiguration;
import io.plumbline.jobs.io.KafkaSourceSettings;
import io.plumbline.jobs.io.KafkaSources;
import io.plumbline.jobs.io.Sinks;
import io.plumbline.jobs.io.TableSetup;
import io.plumbline.jobs.metrics.MetricsTopology;
import io.plumbline.jobs.srm.SrmTopology;
import io.plumbline.jobs.units.RunScope;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.SourceMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The job of an alternative, made of the same sources and topologies as those that run for ever.
 *
 * @param tables where rows go too; null: they are counted and forgotten
 */
record ThroughputJob(ThroughputAlternative alternative, String bootstrap, CatalogConfig tables) {
  private static final int FIRST_REVISION = 0;

  MeasuredJob measured() {
    return new MeasuredJob(
        alternative.title(),
        alternative.backend(),
        alternative.topics(),
        alternative.records(),
        alternative.accountable(),
        alternative.isJob() ? ThroughputLoad.LAST_TICK : MeasuredJob.NO_ROWS,
        tables == null ? null : TableCounts.since(tables),
        this::attach);
  }

  private void attach(StreamExecutionEnvironment env, String meter) {
    if (alternative.kind() == ThroughputAlternative.Kind.READ) {
      for (String topic : alternative.topics()) {
        discard(bytes(env, topic), topic);
      }
      return;
    }
    Map<String, DataStream<InputRecord<Event>>> records =
        KafkaSources.read(env, mappings(), kinds(), settings(bootstrap));
    if (alternative.isJob()) {
      publish(rows(env, records), tables, meter);
    } else {
      records.forEach((topic, stream) -> discard(stream, topic));
    }
  }

  private TableRows rows(
      StreamExecutionEnvironment env, Map<String, DataStream<InputRecord<Event>>> records) {
    RunScope scope =
        RunScope.endless(
            KafkaConfiguration.read(
                env, ThroughputLoad.configuration(alternative.experiments()), settings(bootstrap)),
            RunScope.firstVisible(records),
            Optional.empty());
    return alternative.kind() == ThroughputAlternative.Kind.SRM
        ? SrmTopology.rows(records, scope, Timing.DEFAULTS, FIRST_REVISION)
        : MetricsTopology.rows(records, scope, Timing.DEFAULTS, FIRST_REVISION);
  }

  /**
   * Passes rows to a meter, and to tables.
   *
   * @param tables null: to none
   */
  static void publish(TableRows rows, CatalogConfig tables, String meter) {
    if (tables != null) {
      TableSetup.prepare(tables, rows.tables());
      rows.forEach((table, stream) -> Sinks.append(stream, table, tables));
    }
    rows.forEach(
        (table, stream) ->
            stream
                .sinkTo(OutputMeter.sink(meter, table, stream.getParallelism()))
                .uid("meter-" + table.tableName())
                .name("meter " + table.tableName())
                .setParallelism(stream.getParallelism()));
  }

  private static <T> void discard(DataStream<T> stream, String name) {
    stream
        .sinkTo(new DiscardingSink<>())
        .uid("discard-" + name)
        .name("discard " + name)
        .setParallelism(stream.getParallelism());
  }

  private DataStream<byte[]> bytes(StreamExecutionEnvironment env, String topic) {
    KafkaSource<byte[]> source =
        KafkaSource.<byte[]>builder()
            .setBootstrapServers(bootstrap)
            .setGroupId("bytes")
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            // As the jobs' own sources.
            .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
            .setDeserializer(
                KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class))
            .build();
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), topic).uid("kafka-" + topic);
  }

  private List<SourceMapping> mappings() {
    List<SourceMapping> mappings = new ArrayList<>();
    mappings.add(SourceMapping.ownFields(alternative.exposures(), EventKind.EXPOSURE));
    if (alternative.readsMetricEvents()) {
      mappings.add(
          SourceMapping.ownFields(alternative.load().metricEvents(), EventKind.METRIC_EVENT));
    }
    return mappings;
  }

  private List<EventKind> kinds() {
    return alternative.readsMetricEvents()
        ? List.of(EventKind.EXPOSURE, EventKind.METRIC_EVENT)
        : List.of(EventKind.EXPOSURE);
  }

  /** As the jobs have them where nothing is said. */
  static KafkaSourceSettings settings(String bootstrap) {
    return new KafkaSourceSettings(
        "bench",
        Map.of("bootstrap.servers", bootstrap),
        null,
        Visibility.DEFAULTS,
        null,
        null,
        Duration.ofHours(1),
        false);
  }
}
