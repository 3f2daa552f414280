package io.plumbline.core.experiment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * A name for a configuration that changes whenever something does on which a row depends. Words do
 * not count: they have no history.
 */
final class ConfigVersion {
  private ConfigVersion() {}

  /** The first 64 bits of the SHA-256 of all that is in force, in hexadecimal. */
  static String of(Experiment experiment, long instant) {
    StringBuilder text = new StringBuilder();
    add(text, experiment.key(), experiment.unitType(), experiment.startedAt());
    Long stoppedAt = experiment.stoppedAt();
    add(text, stoppedAt != null && stoppedAt <= instant ? stoppedAt : null);
    add(text, experiment.salt(), experiment.hashVersion(), experiment.srmAlpha());
    add(text, experiment.alpha(), experiment.plannedUnits(), experiment.crossoverPolicy());
    add(
        text,
        experiment.dimensions().stream()
            .filter(dimension -> dimension.isInForceAt(instant))
            .map(Dimension::name)
            .toArray());
    experiment.variants().stream()
        .limit(experiment.variantsAt(instant))
        .forEach(v -> add(text, v.key(), v.isControl()));
    for (Allocation allocation : experiment.allocations()) {
      if (allocation.effectiveAt() <= instant) {
        add(text, allocation.effectiveAt(), allocation.traffic());
        new TreeMap<>(allocation.weights())
            .forEach((variant, w) -> add(text, variant, w.stripTrailingZeros().toPlainString()));
      }
    }
    for (ExperimentMetric use : experiment.metrics()) {
      ExperimentMetric inForce = use.at(instant);
      if (inForce != null) {
        add(text, inForce.role(), inForce.margin(), inForce.mde());
        add(text, inForce.metric());
      }
    }
    for (Note note : experiment.notes()) {
      if (note.action() == Note.Action.RESET_SRM && note.validFrom() <= instant) {
        add(text, note.action(), note.validFrom());
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
