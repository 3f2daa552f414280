package io.plumbline.jobs.config;

import java.time.Duration;

/** How records are written to topics. */
public record OutputSection(
    Format format, Delivery delivery, Duration transactionTimeout, String transactionalIdPrefix) {

  /** How a record becomes bytes. */
  public enum Format {
    AVRO,
    CONFLUENT_AVRO,
    JSON
  }

  /** Whether a record may stand twice in a topic. */
  public enum Delivery {
    EXACTLY_ONCE,
    AT_LEAST_ONCE
  }

  static OutputSection of(Settings settings) {
    return new OutputSection(
        settings.choice(ConfigKeys.OUTPUT_FORMAT, Format.class),
        settings.choice(ConfigKeys.OUTPUT_DELIVERY, Delivery.class),
        settings.positive(ConfigKeys.TRANSACTION_TIMEOUT),
        settings.text(ConfigKeys.TRANSACTIONAL_ID_PREFIX));
  }
}
