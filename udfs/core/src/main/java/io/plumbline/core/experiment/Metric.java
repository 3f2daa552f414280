package io.plumbline.core.experiment;

import java.util.Map;

/**
 * A definition over metric events.
 *
 * @param version counts from 1 by change of the definition
 * @param eventFilter attributes that an event must have to count
 * @param decimals of a value that are kept, 0 to 6
 * @param delayMs from enrollment to the opening of the window
 * @param windowMs how long the window is open; null: until the experiment's stop
 * @param matureOnly whether only units with a closed window are ever published
 * @param capLower the least a unit's total counts as, in the metric's unit; null: none
 * @param capUpper the most a unit's total counts as, in the metric's unit; null: none
 * @param validFrom milliseconds since the epoch; {@link Long#MIN_VALUE}: from the beginning
 */
public record Metric(
    String key,
    int version,
    MetricKind kind,
    String eventName,
    Map<String, String> eventFilter,
    int decimals,
    long delayMs,
    Long windowMs,
    boolean matureOnly,
    Double capLower,
    Double capUpper,
    boolean higherIsBetter,
    String description,
    long validFrom) {

  /** The same metric, counting from another time. */
  public Metric validFrom(long newValidFrom) {
    return new Metric(
        key,
        version,
        kind,
        eventName,
        eventFilter,
        decimals,
        delayMs,
        windowMs,
        matureOnly,
        capLower,
        capUpper,
        higherIsBetter,
        description,
        newValidFrom);
  }

  /** Whether both measure the same; the words about it and the time it counts from may differ. */
  public boolean hasSameDefinition(Metric other) {
    return withoutWords(this).equals(withoutWords(other));
  }

  private static Metric withoutWords(Metric metric) {
    return new Metric(
        metric.key,
        metric.version,
        metric.kind,
        metric.eventName,
        metric.eventFilter,
        metric.decimals,
        metric.delayMs,
        metric.windowMs,
        metric.matureOnly,
        metric.capLower,
        metric.capUpper,
        metric.higherIsBetter,
        null,
        Long.MIN_VALUE);
  }

  /** Whether a rare unit may carry an arm: a sum without a cap. */
  public boolean hasOpenTail() {
    return kind == MetricKind.SUM && capUpper == null;
  }

  /** Whether an event of this name is this metric's business at all. */
  public boolean asksFor(String name) {
    return eventName.equals(name);
  }

  /** Whether the attributes pass the filter. */
  public boolean accepts(Map<String, String> attributes) {
    for (Map.Entry<String, String> wanted : eventFilter.entrySet()) {
      if (!wanted.getValue().equals(attributes.get(wanted.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
