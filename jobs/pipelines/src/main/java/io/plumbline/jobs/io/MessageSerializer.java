package io.plumbline.jobs.io;

import io.plumbline.operators.codec.RegistryConfig;
import io.plumbline.operators.codec.SchemaRegistration;
import io.plumbline.operators.codec.TopicMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Values to messages of one topic.
 *
 * <p>A message's timestamp is the producer's clock, not event time: a broker deletes by it, and
 * what is said of last year would be gone at once.
 */
final class MessageSerializer<T> implements KafkaRecordSerializationSchema<T> {
  private final String topic;
  private final TopicMessage<T> messages;
  private final KafkaSinkSettings.Format format;
  private final RegistryConfig registry;

  private transient Integer schemaId;

  MessageSerializer(
      String topic,
      TopicMessage<T> messages,
      KafkaSinkSettings.Format format,
      RegistryConfig registry) {
    this.topic = topic;
    this.messages = messages;
    this.format = format;
    this.registry = registry;
  }

  /** Registers the schema before the first message, so that a refusal shows at the start. */
  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink)
      throws Exception {
    schemaId();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T value, KafkaSinkContext context, Long timestamp) {
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(topic, bytes(messages.key(value)), body(value));
    messages.headers(value).forEach((name, text) -> message.headers().add(name, bytes(text)));
    return message;
  }

  private byte[] body(T value) {
    return switch (format) {
      case AVRO -> messages.avro(value);
      case JSON -> messages.json(value);
      case CONFLUENT_AVRO -> messages.confluentAvro(value, schemaId());
    };
  }

  private int schemaId() {
    if (format != KafkaSinkSettings.Format.CONFLUENT_AVRO) {
      return 0;
    }
    if (schemaId == null) {
      try {
        schemaId =
            SchemaRegistration.id(registry, SchemaRegistration.subject(topic), messages.schema());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return schemaId;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
