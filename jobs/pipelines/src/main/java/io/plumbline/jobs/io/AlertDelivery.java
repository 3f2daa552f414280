package io.plumbline.jobs.io;

import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.RowBuilder;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.operators.codec.TopicMessages;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds alerts that are in the table and not in the topic: a transaction that held them was lost.
 *
 * <p>The table is the truth. The topic is read to where it ends now, committed messages only, by
 * their headers; that takes as long as the oldest open transaction there. Rows that are older than
 * the topic keeps messages are taken to have been delivered.
 */
final class AlertDelivery implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDelivery.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration REPORT = Duration.ofSeconds(10);

  /** Kafka's longest transaction by default, and time to read. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private final AlertTopic kind;
  private final String topic;
  private final JobRun run;
  private final CatalogConfig catalog;
  private final Properties client;

  AlertDelivery(
      AlertTopic kind, String topic, JobRun run, CatalogConfig catalog, Properties client) {
    this.kind = kind;
    this.topic = topic;
    this.run = run;
    this.catalog = catalog;
    this.client = client;
  }

  /**
   * The rows of this job whose messages are not in the topic, in the order of their transitions.
   *
   * @param now milliseconds since the epoch
   * @throws IOException if table or topic cannot be read to the end in time
   */
  List<RowData> missing(long now) throws Exception {
    List<Map<String, Object>> rows;
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      rows =
          warehouse.rows(
              Table.ALERTS,
              Expressions.and(
                  Expressions.equal("job", run.job()),
                  Expressions.equal("revision", run.revision())));
    }
    if (rows.isEmpty()) {
      return List.of();
    }
    Set<String> delivered = delivered();
    Instant kept = keptSince(now);
    return rows.stream()
        .filter(row -> !delivered.contains(name(row.get("alert_id"), row.get("sequence"))))
        .filter(row -> ((Instant) row.get("published_at")).isAfter(kept))
        .sorted(
            Comparator.comparing((Map<String, Object> row) -> (Instant) row.get("as_of"))
                .thenComparing(row -> (String) row.get("alert_id"))
                .thenComparing(row -> (Integer) row.get("sequence")))
        .map(AlertDelivery::row)
        .filter(this::takes)
        .toList();
  }

  /** Whether an alert belongs in the topic. */
  boolean takes(RowData alert) {
    return kind.takes(alert);
  }

  /** What names a transition. */
  static String name(RowData alert) {
    RowType type = RowTypes.of(Table.ALERTS);
    return name(
        alert.getString(type.getFieldIndex("alert_id")),
        alert.getInt(type.getFieldIndex("sequence")));
  }

  private static String name(Object alertId, Object sequence) {
    return alertId + "/" + sequence;
  }

  private Set<String> delivered() throws IOException {
    Set<String> delivered = new HashSet<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(topic, ANSWER)
          .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
      Map<TopicPartition, Long> ends = ends(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long begin = System.nanoTime();
      long reported = begin;
      while (!isRead(consumer, ends)) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
          delivered.add(
              name(
                  text(message.headers().lastHeader(TopicMessages.ALERT_ID)),
                  text(message.headers().lastHeader(TopicMessages.SEQUENCE))));
        }
        long time = System.nanoTime();
        if (time - begin > PATIENCE.toNanos()) {
          throw new IOException(
              "topic %s could not be read to its end in %s; is a transaction left open in it?"
                  .formatted(topic, PATIENCE));
        }
        if (time - reported > REPORT.toNanos()) {
          reported = time;
          LOG.info(
              "reading topic {} for what is in it: {} messages so far", topic, delivered.size());
        }
      }
    }
    return delivered;
  }

  private static boolean isRead(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue());
  }

  /** Where the log ends, open transactions included: a committed one may not show otherwise. */
  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
    Properties all = consumerProperties();
    all.setProperty("isolation.level", "read_uncommitted");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return new HashMap<>(consumer.endOffsets(partitions, ANSWER));
    }
  }

  private Properties consumerProperties() {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.remove("group.id");
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("auto.offset.reset", "earliest");
    return properties;
  }

  /** Since when the topic keeps messages. */
  private Instant keptSince(long now) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(client)) {
      var config =
          admin
              .describeConfigs(List.of(resource))
              .all()
              .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
              .get(resource);
      long retention = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
      boolean deletes =
          config
              .get(TopicConfig.CLEANUP_POLICY_CONFIG)
              .value()
              .contains(TopicConfig.CLEANUP_POLICY_DELETE);
      return deletes && retention >= 0 ? Instant.ofEpochMilli(now - retention) : Instant.MIN;
    }
  }

  private static String text(Header header) {
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static RowData row(Map<String, Object> values) {
    RowBuilder row = RowBuilder.of(Table.ALERTS);
    values.forEach(
        (column, value) -> {
          if (value instanceof Instant time) {
            row.putTime(column, time.toEpochMilli());
          } else if (value instanceof List<?> structs) {
            row.put(
                column,
                structs.stream()
                    .map(struct -> new ArrayList<>(((Map<?, ?>) struct).values()))
                    .toList());
          } else {
            row.put(column, value);
          }
        });
    return row.build();
  }
}
