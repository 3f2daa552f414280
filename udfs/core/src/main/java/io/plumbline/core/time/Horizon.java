package io.plumbline.core.time;

/**
 * What part of event time a run covers.
 *
 * @param firstVisibleAt when the run's first record became visible; {@link Long#MAX_VALUE} without
 *     records
 * @param end no row of the run speaks for a later instant, but for that of an experiment's known
 *     stop; {@link Long#MAX_VALUE} in an endless run
 * @param silences when the run went on without its configuration
 */
public record Horizon(long firstVisibleAt, long end, Silences silences) {

  /** Of a run that does not end, and does not know when it began. */
  public static final Horizon ENDLESS = new Horizon(Long.MIN_VALUE, Long.MAX_VALUE);

  /** Of a run that always knows its configuration. */
  public Horizon(long firstVisibleAt, long end) {
    this(firstVisibleAt, end, Silences.NONE);
  }

  /** Whether time goes on for ever. */
  public boolean isEndless() {
    return end == Long.MAX_VALUE;
  }

  /** The horizon of a finished input whose accepted records became visible in this time. */
  public static Horizon of(long firstVisibleAt, long lastVisibleAt, Timing timing) {
    return new Horizon(firstVisibleAt, timing.tickAfter(lastVisibleAt));
  }

  /** The horizon of an input without any accepted record. */
  public static Horizon empty(Timing timing) {
    return new Horizon(Long.MAX_VALUE, timing.tickAfter(0));
  }
}
