package io.plumbline.local.simulate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A metric of the simulated product, as the configuration states it.
 *
 * @param settings further fields of the YAML entry in their order, values as YAML scalars
 */
record SimulatedMetric(
    String key, String kind, String eventName, Map<String, String> settings, String description) {

  static SimulatedMetric of(
      String key, String kind, String eventName, String description, String... settings) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      fields.put(settings[i], settings[i + 1]);
    }
    return new SimulatedMetric(key, kind, eventName, fields, description);
  }

  boolean isBinary() {
    return kind.equals("conversion") || kind.equals("retention");
  }

  boolean isCapped() {
    return settings.containsKey("cap_upper") || settings.containsKey("cap_lower");
  }

  /** Null: open until the stop. */
  Duration window() {
    return settings.containsKey("window") ? Duration.parse(settings.get("window")) : null;
  }

  boolean isFiltered() {
    return settings.containsKey("event_filter");
  }
}
