package io.plumbline.jobs.config;

import java.time.Duration;

/**
 * What SrmJob alone is told.
 *
 * @param statusInterval by wall clock
 * @param enrollmentsTopic whether enrollments are written to their topic too
 */
public record SrmSection(Duration statusInterval, boolean enrollmentsTopic) {

  static SrmSection of(Settings settings) {
    return new SrmSection(
        settings.positive(ConfigKeys.STATUS_INTERVAL),
        settings.flag(ConfigKeys.WITH_ENROLLMENTS_TOPIC));
  }
}
