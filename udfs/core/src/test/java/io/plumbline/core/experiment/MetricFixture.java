package io.plumbline.core.experiment;

import java.util.Map;

/** Small metrics for tests: over events of the metric's own name, without window, delay or caps. */
public final class MetricFixture {
  private final String key;
  private final MetricKind kind;
  private String eventName;
  private int version = 1;
  private Map<String, String> filter = Map.of();
  private int decimals;
  private long delayMs;
  private Long windowMs;
  private boolean matureOnly;
  private Double capLower;
  private Double capUpper;
  private boolean higherIsBetter = true;
  private String description = "";
  private long validFrom = Long.MIN_VALUE;

  private MetricFixture(String key, MetricKind kind) {
    this.key = key;
    this.kind = kind;
    this.eventName = key;
  }

  public static MetricFixture conversion(String key) {
    return new MetricFixture(key, MetricKind.CONVERSION);
  }

  public static MetricFixture retention(String key) {
    return new MetricFixture(key, MetricKind.RETENTION);
  }

  public static MetricFixture count(String key) {
    return new MetricFixture(key, MetricKind.COUNT);
  }

  public static MetricFixture sum(String key) {
    return new MetricFixture(key, MetricKind.SUM);
  }

  /** The events that count, where their name is not the metric's. */
  public MetricFixture of(String name) {
    eventName = name;
    return this;
  }

  public MetricFixture version(int value) {
    version = value;
    return this;
  }

  public MetricFixture where(String attribute, String value) {
    filter = Map.of(attribute, value);
    return this;
  }

  public MetricFixture decimals(int value) {
    decimals = value;
    return this;
  }

  public MetricFixture delay(long ms) {
    delayMs = ms;
    return this;
  }

  public MetricFixture window(long ms) {
    windowMs = ms;
    return this;
  }

  public MetricFixture matureOnly() {
    matureOnly = true;
    return this;
  }

  public MetricFixture caps(Double lower, Double upper) {
    capLower = lower;
    capUpper = upper;
    return this;
  }

  public MetricFixture lowerIsBetter() {
    higherIsBetter = false;
    return this;
  }

  public MetricFixture description(String value) {
    description = value;
    return this;
  }

  public MetricFixture validFrom(long value) {
    validFrom = value;
    return this;
  }

  public Metric build() {
    return new Metric(
        key,
        version,
        kind,
        eventName,
        filter,
        decimals,
        delayMs,
        windowMs,
        matureOnly,
        capLower,
        capUpper,
        higherIsBetter,
        description,
        validFrom);
  }
}
