package io.plumbline.jobs.config;

import java.util.Map;
import java.util.TreeMap;

/**
 * Properties that are passed through to somebody else's client. What it says of itself shows no
 * secret and nothing that came from the environment.
 *
 * @param values what the client gets
 * @param shown the same as it may be shown
 */
public record ClientProperties(Map<String, String> values, Map<String, String> shown) {

  public ClientProperties {
    values = Map.copyOf(values);
    shown = Map.copyOf(shown);
  }

  static ClientProperties of(Map<String, Setting> settings) {
    Map<String, String> values = new TreeMap<>();
    settings.forEach((key, setting) -> values.put(key, setting.value()));
    return new ClientProperties(values, Setting.shown(settings));
  }

  /** For clients that want Java's own. */
  public java.util.Properties asJava() {
    java.util.Properties properties = new java.util.Properties();
    values.forEach(properties::setProperty);
    return properties;
  }

  @Override
  public String toString() {
    return new TreeMap<>(shown).toString();
  }
}
