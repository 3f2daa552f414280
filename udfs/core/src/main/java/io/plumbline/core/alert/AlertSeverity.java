package io.plumbline.core.alert;

/** How soon somebody has to look. */
public enum AlertSeverity {
  CRITICAL,
  WARNING,
  INFO;

  static AlertSeverity of(AlertStatus status) {
    return switch (status) {
      case WARNED -> WARNING;
      case OPENED, ESCALATED -> CRITICAL;
      case ACKNOWLEDGED, RESOLVED -> INFO;
    };
  }
}
