package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.jobs.io.KafkaSinkSettings.Format;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;

class KafkaSinkSettingsTest {
  private static final Map<String, String> BROKER =
      Map.of("bootstrap.servers", "localhost:9092", "sasl.jaas.config", "secret");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private static KafkaSinkSettings settings(Format format, DeliveryGuarantee delivery) {
    return new KafkaSinkSettings("srm", BROKER, format, null, delivery, TEN_MINUTES, "plumbline");
  }

  @Test
  void idsAreUniqueAJobAndSink() {
    KafkaSinkSettings settings = settings(Format.AVRO, DeliveryGuarantee.EXACTLY_ONCE);

    assertThat(settings.transactionalIdPrefix("srm-alerts")).isEqualTo("plumbline-srm-srm-alerts");
    assertThat(settings.producerProperties())
        .containsEntry("transaction.timeout.ms", "600000")
        .containsEntry("sasl.jaas.config", "secret");
    assertThat(settings.toString()).doesNotContain("secret");
    assertThat(settings(Format.AVRO, DeliveryGuarantee.AT_LEAST_ONCE).producerProperties())
        .doesNotContainKey("transaction.timeout.ms");
  }

  @Test
  void whatCannotWorkIsRefusedByName() {
    assertThatThrownBy(() -> settings(Format.CONFLUENT_AVRO, DeliveryGuarantee.EXACTLY_ONCE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("output.format is confluent-avro, but registry.url is missing");
    assertThatThrownBy(() -> settings(Format.AVRO, DeliveryGuarantee.NONE))
        .hasMessageContaining("exactly-once, at-least-once");
    assertThatThrownBy(
            () ->
                new KafkaSinkSettings(
                    "srm",
                    BROKER,
                    Format.AVRO,
                    null,
                    DeliveryGuarantee.EXACTLY_ONCE,
                    TEN_MINUTES,
                    " "))
        .hasMessageContaining("output.transactional-id-prefix is empty");
    assertThatThrownBy(
            () ->
                new KafkaSinkSettings(
                    "srm",
                    Map.of(),
                    Format.AVRO,
                    null,
                    DeliveryGuarantee.AT_LEAST_ONCE,
                    TEN_MINUTES,
                    "p"))
        .hasMessageContaining("kafka.bootstrap.servers is missing");
  }

  @Test
  void aTimeoutIsWithinTheBrokersAndLongerThanACheckpoint() {
    Duration minute = Duration.ofMinutes(1);
    assertThatCode(() -> TransactionTimeout.check(TEN_MINUTES, minute, QUARTER))
        .doesNotThrowAnyException();
    assertThatCode(() -> TransactionTimeout.check(QUARTER, Duration.ZERO, QUARTER))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> TransactionTimeout.check(Duration.ofHours(1), minute, QUARTER))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "output.transaction-timeout is PT1H, and the broker's transaction.max.timeout.ms is"
                + " PT15M (900000 ms); allowed: at most that, or raise it at the broker");
    assertThatThrownBy(() -> TransactionTimeout.check(minute, minute, QUARTER))
        .hasMessageContaining("execution.checkpointing.interval is PT1M");
  }
}
