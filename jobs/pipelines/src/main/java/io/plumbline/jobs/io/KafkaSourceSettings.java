package io.plumbline.jobs.io;

import io.plumbline.core.time.Visibility;
import io.plumbline.operators.codec.RegistryConfig;
import java.time.Duration;
import java.util.Map;

/**
 * How a job reads topics.
 *
 * @param job its name, for the consumer group in which positions are shown
 * @param properties of every Kafka client, {@code bootstrap.servers} among them
 * @param registry null without one
 * @param idleTimeout after so long without a record a partition no longer holds the others back;
 *     null: it always does
 * @param configIdleTimeout after so long without a heartbeat the configuration no longer holds the
 *     events back; null: it always does
 * @param maxReadAhead how far, in event time, a partition is read ahead of the slowest of the job,
 *     the configuration included; a bounded run reads as it comes
 * @param bounded whether topics are read to where they end at the start of the job
 */
public record KafkaSourceSettings(
    String job,
    Map<String, String> properties,
    RegistryConfig registry,
    Visibility visibility,
    Duration idleTimeout,
    Duration configIdleTimeout,
    Duration maxReadAhead,
    boolean bounded) {
  private static final String BOOTSTRAP = "bootstrap.servers";

  /**
   * @throws ConfigurationException if no broker is named
   */
  public KafkaSourceSettings {
    properties = Map.copyOf(properties);
    if (!properties.containsKey(BOOTSTRAP)) {
      throw new ConfigurationException(
          "kafka." + BOOTSTRAP + " is missing; allowed: host:port, several with commas");
    }
  }

  String bootstrapServers() {
    return properties.get(BOOTSTRAP);
  }

  /** One group a job: positions are committed for monitoring only, and never read. */
  String group() {
    return properties.getOrDefault("group.id", "plumbline") + "-" + job;
  }

  /** Without the properties: they hold secrets. */
  @Override
  public String toString() {
    return "KafkaSourceSettings[%s from %s, %s]".formatted(job, bootstrapServers(), visibility);
  }
}
