package io.plumbline.jobs.io;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.SourceMapping;
import io.plumbline.operators.source.VisibilityOperator;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Records from topics: every topic once a job, by all its mappings, from its beginning.
 *
 * <p>Each record carries the time from which it counts, which is its Flink timestamp; the watermark
 * of a partition is below all that is still to come of it.
 */
public final class KafkaSources {
  private static final Duration DISCOVERY = Duration.ofMinutes(1);

  private KafkaSources() {}

  /**
   * The topics that a job reads.
   *
   * @param sources of every kind, whatever the job makes of them: what is accepted in a topic moves
   *     its time in every job
   * @param kinds of the topics that the job reads; a topic that has none of them is left out
   * @return the records by topic: those of the kinds, and those that cannot be told
   * @throws ConfigurationException if a topic cannot be found
   */
  public static Map<String, DataStream<InputRecord<Event>>> read(
      StreamExecutionEnvironment env,
      Collection<SourceMapping> sources,
      Collection<EventKind> kinds,
      KafkaSourceSettings settings) {
    Map<String, DataStream<InputRecord<Event>>> streams = new LinkedHashMap<>();
    SourceMapping.byTopic(sources)
        .forEach(
            (topic, mappings) -> {
              if (mappings.stream().anyMatch(mapping -> kinds.contains(mapping.kind()))) {
                DataStream<InputRecord<Event>> records = topic(env, topic, mappings, settings);
                boolean isAll =
                    mappings.stream().allMatch(mapping -> kinds.contains(mapping.kind()));
                streams.put(topic, isAll ? records : only(records, kinds, topic));
              }
            });
    return streams;
  }

  /** All records of one topic. */
  static DataStream<InputRecord<Event>> topic(
      StreamExecutionEnvironment env,
      String topic,
      List<SourceMapping> mappings,
      KafkaSourceSettings settings) {
    // A task without a partition would hold the watermark of all for ever.
    int partitions =
        KafkaTopics.partitions("", topic, settings.properties(), "a topic that can be read");
    int parallelism = Math.min(env.getParallelism(), partitions);
    SingleOutputStreamOperator<InputRecord<Event>> messages =
        env.fromSource(
                source(topic, mappings, settings),
                Watermarks.ofLog(settings),
                topic,
                InputRecord.EVENTS)
            .uid(uid(topic))
            .setParallelism(parallelism);
    return messages
        .transform("visibility", InputRecord.EVENTS, new VisibilityOperator(settings.visibility()))
        .uid(uid(topic) + "-visibility")
        .name(topic + ": visibility")
        .setParallelism(parallelism);
  }

  private static KafkaSource<InputRecord<Event>> source(
      String topic, List<SourceMapping> mappings, KafkaSourceSettings settings) {
    Properties properties = new Properties();
    properties.setProperty(
        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
        Long.toString(DISCOVERY.toMillis()));
    // What a producer took back never happened.
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.putAll(settings.properties());
    KafkaSourceBuilder<InputRecord<Event>> builder =
        KafkaSource.<InputRecord<Event>>builder()
            .setProperties(properties)
            .setGroupId(settings.group())
            .setClientIdPrefix(settings.group() + "-" + topic)
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(
                new EventDeserializer(mappings, settings.visibility(), settings.registry()));
    if (settings.bounded()) {
      builder.setBounded(OffsetsInitializer.latest());
    }
    return builder.build();
  }

  /**
   * The records of some kinds, and those whose kind cannot be told: each job that reads the topic
   * has read them.
   */
  private static DataStream<InputRecord<Event>> only(
      DataStream<InputRecord<Event>> records, Collection<EventKind> kinds, String topic) {
    List<EventKind> wanted = List.copyOf(kinds);
    return records
        .filter(record -> record.kind() == null || wanted.contains(record.kind()))
        .uid(uid(topic) + "-kinds")
        .name(topic + ": kinds")
        .setParallelism(records.getParallelism());
  }

  private static String uid(String topic) {
    return "kafka-" + topic;
  }
}
