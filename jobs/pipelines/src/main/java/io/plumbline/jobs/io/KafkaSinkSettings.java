package io.plumbline.jobs.io;

import io.plumbline.operators.codec.RegistryConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * How a job writes topics.
 *
 * @param job its name, a part of transactional ids
 * @param properties of every Kafka client, {@code bootstrap.servers} among them
 * @param registry for {@link Format#CONFLUENT_AVRO}; else it may be null
 * @param delivery exactly once by transactions that follow the checkpoints, or at least once
 * @param transactionTimeout longer than the longest time a job may be down or between two
 *     checkpoints; within what the broker allows
 * @param transactionalIdPrefix another for each deployment that shares a broker
 */
public record KafkaSinkSettings(
    String job,
    Map<String, String> properties,
    Format format,
    RegistryConfig registry,
    DeliveryGuarantee delivery,
    Duration transactionTimeout,
    String transactionalIdPrefix) {
  private static final String BOOTSTRAP = "bootstrap.servers";

  /** How the body of a message is written. */
  public enum Format {
    /** Avro's binary form alone; the reader has the schema. */
    AVRO,
    /** Avro behind the id of its schema in a registry. */
    CONFLUENT_AVRO,
    /** A JSON object. */
    JSON
  }

  /**
   * @throws ConfigurationException on what cannot work; the message names the key and what is
   *     allowed
   */
  public KafkaSinkSettings {
    properties = Map.copyOf(properties);
    if (!properties.containsKey(BOOTSTRAP)) {
      throw new ConfigurationException(
          "kafka." + BOOTSTRAP + " is missing; allowed: host:port, several with commas");
    }
    if (format == Format.CONFLUENT_AVRO && registry == null) {
      throw new ConfigurationException(
          "output.format is confluent-avro, but registry.url is missing; allowed: the registry's"
              + " address, or another output.format (avro, json)");
    }
    if (delivery == DeliveryGuarantee.NONE) {
      throw new ConfigurationException(
          "output.delivery is none; allowed: exactly-once, at-least-once");
    }
    if (delivery == DeliveryGuarantee.EXACTLY_ONCE && transactionalIdPrefix.isBlank()) {
      throw new ConfigurationException(
          "output.transactional-id-prefix is empty; allowed: a text that no other deployment on the"
              + " broker uses");
    }
  }

  boolean isExactlyOnce() {
    return delivery == DeliveryGuarantee.EXACTLY_ONCE;
  }

  /** The same at every start, and another for each job and sink. */
  String transactionalIdPrefix(String sink) {
    return transactionalIdPrefix + "-" + job + "-" + sink;
  }

  /** For a client of any kind. */
  Properties clientProperties() {
    Properties client = new Properties();
    client.putAll(properties);
    return client;
  }

  Properties producerProperties() {
    Properties producer = clientProperties();
    if (isExactlyOnce()) {
      producer.setProperty("transaction.timeout.ms", Long.toString(transactionTimeout.toMillis()));
    }
    return producer;
  }

  /** Without the properties: they hold secrets. */
  @Override
  public String toString() {
    return "KafkaSinkSettings[%s to %s, %s, %s]"
        .formatted(job, properties.get(BOOTSTRAP), format, delivery);
  }
}
