package io.plumbline.core.experiment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/** A name for a configuration that changes whenever the configuration does. */
final class ConfigVersion {
  private ConfigVersion() {}

  /** The first 64 bits of the SHA-256 of all that is in force, in hexadecimal. */
  static String of(Experiment experiment, long instant) {
    StringBuilder text = new StringBuilder();
    add(text, experiment.key(), experiment.kind(), experiment.name(), experiment.hypothesis());
    add(text, experiment.owner(), experiment.unitType(), experiment.startedAt());
    Long stoppedAt = experiment.stoppedAt();
    add(text, stoppedAt != null && stoppedAt <= instant ? stoppedAt : null);
    add(text, experiment.salt(), experiment.hashVersion(), experiment.srmAlpha());
    add(text, experiment.alpha(), experiment.plannedUnits(), experiment.crossoverPolicy());
    add(text, experiment.dimensions().toArray());
    experiment.variants().forEach(v -> add(text, v.key(), v.isControl()));
    for (Allocation allocation : experiment.allocations()) {
      if (allocation.effectiveAt() <= instant) {
        add(text, allocation.effectiveAt(), allocation.traffic());
        new TreeMap<>(allocation.weights())
            .forEach((variant, w) -> add(text, variant, w.stripTrailingZeros().toPlainString()));
      }
    }
    for (ExperimentMetric use : experiment.metrics()) {
      if (use.metric().validFrom() <= instant && !use.isRetiredAt(instant)) {
        add(text, use.role(), use.margin(), use.mde());
        add(text, use.metric());
      }
    }
    return hash(text.toString());
  }

  /** Every part is quoted, so that no two lists of parts have the same text. */
  private static void add(StringBuilder text, Object... parts) {
    for (Object part : parts) {
      String value = String.valueOf(part);
      text.append(value.length()).append(':').append(value).append(' ');
    }
    text.append('\n');
  }

  private static void add(StringBuilder text, Metric metric) {
    add(text, metric.key(), metric.version(), metric.kind(), metric.eventName());
    add(text, new TreeMap<>(metric.eventFilter()), metric.decimals(), metric.delayMs());
    add(text, metric.windowMs(), metric.matureOnly(), metric.capLower(), metric.capUpper());
    add(text, metric.higherIsBetter());
  }

  private static String hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
