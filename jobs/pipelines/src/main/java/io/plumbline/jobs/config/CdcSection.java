package io.plumbline.jobs.config;

/**
 * What ConfigJob alone is told.
 *
 * @param prefix of the connector's topics
 */
public record CdcSection(String prefix, Format format) {

  /** How the connector writes records. */
  public enum Format {
    JSON,
    CONFLUENT_AVRO
  }

  static CdcSection of(Settings settings) {
    return new CdcSection(
        settings.text(ConfigKeys.CDC_PREFIX), settings.choice(ConfigKeys.CDC_FORMAT, Format.class));
  }
}
