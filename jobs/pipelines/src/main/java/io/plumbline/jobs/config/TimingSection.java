package io.plumbline.jobs.config;

import io.plumbline.core.time.Timing;
import io.plumbline.core.time.Visibility;
import java.time.Duration;
import java.util.Optional;

/**
 * The clockwork, which all jobs share.
 *
 * @param timing of the rows
 * @param visibility of the records of a log
 * @param idleTimeout by wall clock; empty: a silent partition holds the results
 * @param maxReadAhead how far, in event time, one partition is read ahead of the slowest
 * @param configStalledAfter by wall clock
 * @param configIdleTimeout by wall clock; empty: a silent configuration holds the results
 * @param pipelineStalledAfter by wall clock
 */
public record TimingSection(
    Timing timing,
    Visibility visibility,
    Optional<Duration> idleTimeout,
    Duration maxReadAhead,
    Duration configStalledAfter,
    Optional<Duration> configIdleTimeout,
    Duration pipelineStalledAfter) {

  static TimingSection of(Settings settings) {
    Duration lateness = notNegative(settings, ConfigKeys.LATENESS);
    return new TimingSection(
        new Timing(
            tickMs(settings),
            notNegative(settings, ConfigKeys.ALLOCATION_SETTLE).toMillis(),
            lateness.toMillis()),
        new Visibility(
            notNegative(settings, ConfigKeys.MAX_OUT_OF_ORDERNESS).toMillis(),
            lateness.toMillis(),
            notNegative(settings, ConfigKeys.MAX_CLOCK_AHEAD).toMillis()),
        Optional.ofNullable(settings.positive(ConfigKeys.IDLE_TIMEOUT)),
        settings.positive(ConfigKeys.MAX_READ_AHEAD),
        settings.positive(ConfigKeys.CONFIG_STALLED_AFTER),
        Optional.ofNullable(settings.positive(ConfigKeys.CONFIG_IDLE_TIMEOUT)),
        settings.positive(ConfigKeys.PIPELINE_STALLED_AFTER));
  }

  private static long tickMs(Settings settings) {
    long tickMs = settings.duration(ConfigKeys.TICK).toMillis();
    try {
      return Timing.DEFAULTS.withTick(tickMs).tickMs();
    } catch (IllegalArgumentException e) {
      settings.wrong(ConfigKeys.TICK, settings.shown(ConfigKeys.TICK));
      return Timing.DEFAULTS.tickMs();
    }
  }

  private static Duration notNegative(Settings settings, ConfigKey key) {
    Duration duration = settings.duration(key);
    if (duration.isNegative()) {
      settings.wrong(key, settings.shown(key));
      return Duration.parse(key.otherwise());
    }
    return duration;
  }
}
