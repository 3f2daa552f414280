package io.plumbline.jobs.config;

/** The names of all topics that Plumbline knows by itself. */
public record TopicsSection(
    String exposures,
    String metricEvents,
    String experimentConfig,
    String srmAlerts,
    String experimentAlerts,
    String experimentStatus,
    String experimentVerdict,
    String enrollments) {

  static TopicsSection of(Settings settings) {
    return new TopicsSection(
        settings.text(ConfigKeys.EXPOSURES_TOPIC),
        settings.text(ConfigKeys.METRIC_EVENTS_TOPIC),
        settings.text(ConfigKeys.EXPERIMENT_CONFIG_TOPIC),
        settings.text(ConfigKeys.SRM_ALERTS_TOPIC),
        settings.text(ConfigKeys.EXPERIMENT_ALERTS_TOPIC),
        settings.text(ConfigKeys.EXPERIMENT_STATUS_TOPIC),
        settings.text(ConfigKeys.EXPERIMENT_VERDICT_TOPIC),
        settings.text(ConfigKeys.ENROLLMENTS_TOPIC));
  }
}
