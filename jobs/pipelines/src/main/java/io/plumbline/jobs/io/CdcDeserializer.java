package io.plumbline.jobs.io;

import io.plumbline.operators.codec.RegistryConfig;
import io.plumbline.operators.codec.WriterSchemas;
import io.plumbline.operators.codec.cdc.CdcDecoder;
import io.plumbline.operators.codec.cdc.CdcRecord;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of a Debezium connector; those that tell nothing are passed over. */
final class CdcDeserializer implements KafkaRecordDeserializationSchema<CdcRecord> {
  private final RegistryConfig registry;
  private transient CdcDecoder decoder;

  /**
   * @param registry null without one
   */
  CdcDeserializer(RegistryConfig registry) {
    this.registry = registry;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder = new CdcDecoder(registry == null ? null : WriterSchemas.of(registry));
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<CdcRecord> out)
      throws IOException {
    decoder
        .decode(
            message.topic(), message.partition(), message.offset(), message.key(), message.value())
        .ifPresent(out::collect);
  }

  @Override
  public TypeInformation<CdcRecord> getProducedType() {
    return CdcRecord.TYPE;
  }
}
