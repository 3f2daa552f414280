package io.plumbline.jobs.io;

import io.plumbline.operators.codec.ConfigMessage;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Messages of the configuration topic, which has one partition. */
final class ConfigMessageSerializer implements KafkaRecordSerializationSchema<ConfigMessage> {
  private static final int ONLY_PARTITION = 0;

  private final String topic;

  ConfigMessageSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      ConfigMessage message, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        topic, ONLY_PARTITION, bytes(message.key()), bytes(message.value()));
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
