package io.plumbline.core.experiment;

/** How a metric makes one number of a unit's events. */
public enum MetricKind {
  /** 1 if any event counts, else 0. */
  CONVERSION(true),
  /** The number of events. */
  COUNT(false),
  /** The sum of the events' values; a missing value is 0. */
  SUM(false),
  /** 1 if any event counts, else 0; its window starts some time after the enrollment. */
  RETENTION(true);

  private final boolean proportion;

  MetricKind(boolean proportion) {
    this.proportion = proportion;
  }

  /** Whether a unit's number is 0 or 1, so that the variance is p(1 - p). */
  public boolean isProportion() {
    return proportion;
  }
}
