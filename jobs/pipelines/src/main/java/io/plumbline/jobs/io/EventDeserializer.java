package io.plumbline.jobs.io;

import io.plumbline.core.event.Event;
import io.plumbline.core.time.Visibility;
import io.plumbline.operators.codec.DecodingCounts;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.RegistryConfig;
import io.plumbline.operators.codec.SourceMapping;
import io.plumbline.operators.codec.TopicDecoder;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Messages of one topic as records; what gives no record is counted in metrics. */
final class EventDeserializer implements KafkaRecordDeserializationSchema<InputRecord<Event>> {
  static final String TOMBSTONES = "tombstones";
  static final String DROPPED = "dropped";
  static final String NOT_SELECTED = "not_selected";

  private final List<SourceMapping> mappings;
  private final Visibility visibility;
  private final RegistryConfig registry;
  private transient TopicDecoder decoder;

  /**
   * @param registry null without one
   */
  EventDeserializer(List<SourceMapping> mappings, Visibility visibility, RegistryConfig registry) {
    this.mappings = List.copyOf(mappings);
    this.visibility = visibility;
    this.registry = registry;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder = new TopicDecoder(mappings, visibility, registry);
    DecodingCounts counts = decoder.counts();
    MetricGroup metrics = context.getMetricGroup();
    metrics.gauge(TOMBSTONES, (Gauge<Long>) counts::tombstones);
    metrics.gauge(DROPPED, (Gauge<Long>) counts::dropped);
    metrics.gauge(NOT_SELECTED, (Gauge<Long>) counts::notSelected);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<InputRecord<Event>> out)
      throws IOException {
    decoder.decode(
        message.value(), message.partition(), message.offset(), message.timestamp(), out::collect);
  }

  @Override
  public TypeInformation<InputRecord<Event>> getProducedType() {
    return InputRecord.EVENTS;
  }
}
