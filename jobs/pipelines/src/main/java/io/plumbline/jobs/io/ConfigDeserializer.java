package io.plumbline.jobs.io;

import io.plumbline.operators.codec.ConfigRecord;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents and heartbeats of the configuration topic. What is invalid is logged with its reason
 * and counted; the last valid document stays in force.
 */
final class ConfigDeserializer implements KafkaRecordDeserializationSchema<ConfigRecord> {
  /** The Flink metric that counts what cannot be read. */
  static final String INVALID = "config_records_invalid";

  private static final Logger LOG = LoggerFactory.getLogger(ConfigDeserializer.class);

  private transient Counter invalid;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    invalid = context.getMetricGroup().counter(INVALID);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<ConfigRecord> out) {
    try {
      out.collect(read(message.key(), message.value()));
    } catch (ConfigurationException e) {
      invalid.inc();
      LOG.warn(
          "{}-{} offset {}: an invalid configuration is left out: {}",
          message.topic(),
          message.partition(),
          message.offset(),
          e.getMessage());
    }
  }

  /**
   * @param value null: a deletion
   * @throws ConfigurationException naming all that is wrong
   */
  static ConfigRecord read(byte[] keyBytes, byte[] value) {
    if (keyBytes == null) {
      throw new ConfigurationException(
          "the key is missing; allowed: an experiment's key, or "
              + ExperimentDocuments.HEARTBEAT_KEY);
    }
    String key = new String(keyBytes, StandardCharsets.UTF_8);
    if (value == null) {
      return ConfigRecord.deletion(key);
    }
    return key.equals(ExperimentDocuments.HEARTBEAT_KEY)
        ? ConfigRecord.heartbeat(key, ExperimentDocuments.readHeartbeat(value))
        : ConfigRecord.document(ExperimentDocuments.read(key, value).experiment());
  }

  @Override
  public TypeInformation<ConfigRecord> getProducedType() {
    return ConfigRecord.TYPE;
  }
}
