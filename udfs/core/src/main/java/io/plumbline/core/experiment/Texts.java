package io.plumbline.core.experiment;

import java.time.Duration;
import java.time.Instant;

/** How values stand in messages. */
final class Texts {

  private Texts() {}

  static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  static String shown(String text) {
    return text == null ? "missing" : text.isBlank() ? "blank" : text;
  }

  static String instant(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }

  static String duration(long ms) {
    return Duration.ofMillis(ms).toString();
  }
}
