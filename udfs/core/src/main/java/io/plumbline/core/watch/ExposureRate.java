package io.plumbline.core.watch;

import io.plumbline.core.statistics.ExposureStall;

/**
 * How many exposures an experiment has had, and whether they have stopped.
 *
 * @param exposures discounted
 * @param buckets that it has been seen for
 * @param logM the evidence that they have stopped, {@link ExposureStall}
 * @param clock by which it is measured while there is no other experiment to measure it by
 * @param openedAt when the alert was opened that is open, milliseconds since the epoch; null: none
 *     is
 */
public record ExposureRate(
    double exposures, int buckets, double logM, OwnClock clock, Long openedAt) {

  /** Nothing is known yet, and nothing is open. */
  public static final ExposureRate UNSEEN = new ExposureRate(0.0, 0, 0.0, OwnClock.NEW, null);

  public boolean isOpen() {
    return openedAt != null;
  }

  /** Whether others may be measured by it: its rate is known, and is not that of an outage. */
  boolean isMeasure() {
    return ExposureStall.isWarm(buckets) && !isOpen();
  }

  /** Of an experiment that has been seen. */
  double perBucket() {
    return exposures / ExposureStall.mass(buckets);
  }

  /** The process against a reference of so many a bucket. */
  ExposureStall process(double referencePerBucket) {
    return new ExposureStall(
        exposures, ExposureStall.mass(buckets) * referencePerBucket, buckets, logM);
  }

  /** After a bucket that says nothing about a stall. */
  ExposureRate learned(long x) {
    double more = ExposureStall.discounted(exposures, x);
    return new ExposureRate(more, Math.addExact(buckets, 1), logM, clock, openedAt);
  }

  ExposureRate withEvidence(double newLogM) {
    return new ExposureRate(exposures, buckets, newLogM, clock, openedAt);
  }

  ExposureRate withClock(OwnClock newClock) {
    return new ExposureRate(exposures, buckets, logM, newClock, openedAt);
  }

  ExposureRate opened(long at) {
    return new ExposureRate(exposures, buckets, logM, clock, at);
  }

  /** Nothing is open any more; its rate is learned anew, but what it was on other days is known. */
  ExposureRate recovered() {
    return new ExposureRate(0.0, 0, 0.0, clock.anew(), null);
  }

  /** As if it had never been seen; an open alert stays open. */
  public ExposureRate forgotten() {
    return new ExposureRate(0.0, 0, 0.0, OwnClock.NEW, openedAt);
  }
}
