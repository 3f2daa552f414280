package io.plumbline.operators.codec;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a schema registry with Confluent's interface is reached; the keys are those of its clients.
 *
 * @param urls of the same registry, tried in turn; without a slash at the end
 * @param headers of every request
 * @param timeout of a connection and of an answer each
 */
public record RegistryConfig(List<String> urls, Map<String, String> headers, Duration timeout)
    implements Serializable {
  private static final String PREFIX = "schema.registry.";
  private static final String HEADER = "request.header.";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final List<String> KEYS =
      List.of(
          "url",
          "basic.auth.credentials.source",
          "basic.auth.user.info",
          "bearer.auth.credentials.source",
          "bearer.auth.token",
          HEADER + "*",
          "timeout.ms");

  public RegistryConfig {
    urls = List.copyOf(urls);
    headers = Map.copyOf(headers);
  }

  /**
   * @param properties the section {@code registry} of the configuration
   * @throws IllegalArgumentException if the url is missing, or a key is unknown; the message names
   *     key and what is allowed, and no value of a secret
   */
  public static RegistryConfig of(Map<String, String> properties) {
    Map<String, String> known = new TreeMap<>();
    Map<String, String> headers = new LinkedHashMap<>();
    properties.forEach(
        (name, value) -> {
          String key = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
          if (key.startsWith(HEADER)) {
            headers.put(key.substring(HEADER.length()), value);
          } else if (KEYS.contains(key)) {
            known.put(key, value);
          } else {
            throw new IllegalArgumentException(
                "registry." + name + " is an unknown key; allowed: " + String.join(", ", KEYS));
          }
        });
    if (known.containsKey("basic.auth.user.info")) {
      headers.put("Authorization", "Basic " + base64(known.get("basic.auth.user.info")));
    } else if (known.containsKey("bearer.auth.token")) {
      headers.put("Authorization", "Bearer " + known.get("bearer.auth.token"));
    }
    return new RegistryConfig(urls(known.get("url")), headers, timeout(known.get("timeout.ms")));
  }

  private static List<String> urls(String text) {
    List<String> urls = new ArrayList<>();
    for (String url : text == null ? new String[0] : text.split(",")) {
      String trimmed = url.strip().replaceAll("/+$", "");
      if (!trimmed.startsWith("http://") && !trimmed.startsWith("https://")) {
        throw new IllegalArgumentException(
            "registry.url is " + url + "; allowed: http://… or https://…, several with commas");
      }
      urls.add(trimmed);
    }
    if (urls.isEmpty()) {
      throw new IllegalArgumentException(
          "registry.url is missing; allowed: the registry's address, for format confluent-avro");
    }
    return urls;
  }

  private static Duration timeout(String text) {
    try {
      long ms = text == null ? DEFAULT_TIMEOUT.toMillis() : Long.parseLong(text);
      if (ms > 0 && ms <= Duration.ofMinutes(5).toMillis()) {
        return Duration.ofMillis(ms);
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    throw new IllegalArgumentException("registry.timeout.ms is " + text + "; allowed: 1 to 300000");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Without the headers: they hold secrets. */
  @Override
  public String toString() {
    return "RegistryConfig" + urls;
  }
}
