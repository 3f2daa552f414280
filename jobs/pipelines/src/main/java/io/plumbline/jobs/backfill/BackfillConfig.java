package io.plumbline.jobs.backfill;

import io.plumbline.core.time.Timing;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** BackfillJob's command line: {@code --key value}, and {@code --key} alone for a switch. */
public final class BackfillConfig {
  private static final String CATALOG = "catalog.";
  private static final String CONFIG = "config";
  private static final String EXPOSURES = "exposures";
  private static final String EVENTS = "events";
  private static final String TICK = "timing.tick";
  private static final String SETTLE = "timing.allocation-settle";
  private static final String ARCHIVE = "archive";
  private static final String REPLACE = "replace";
  private static final Set<String> KEYS =
      new TreeSet<>(Set.of(CONFIG, EXPOSURES, EVENTS, TICK, SETTLE, ARCHIVE, REPLACE));
  private static final Set<String> SWITCHES = Set.of(ARCHIVE, REPLACE);

  private final Map<String, List<String>> values = new TreeMap<>();

  private BackfillConfig() {}

  /**
   * @param args {@code --exposures} and {@code --events} may be repeated; keys that begin with
   *     {@code catalog.} are passed on
   * @throws ConfigurationException naming the key, what was found and what is allowed
   */
  public static BackfillConfig from(String... args) {
    BackfillConfig config = new BackfillConfig();
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("--")) {
        throw wrong("'" + args[i] + "' is no key; allowed: --key value");
      }
      String key = args[i].substring(2);
      if (!KEYS.contains(key) && !key.startsWith(CATALOG)) {
        throw wrong(
            "--" + key + " is unknown; allowed: " + String.join(", ", KEYS) + ", catalog.*");
      }
      boolean hasValue = i + 1 < args.length && !args[i + 1].startsWith("--");
      if (!hasValue && !SWITCHES.contains(key)) {
        throw wrong("--" + key + " has no value");
      }
      config.values.computeIfAbsent(key, k -> new ArrayList<>()).add(hasValue ? args[++i] : "true");
    }
    return config;
  }

  public FileRun.Settings settings() {
    return new FileRun.Settings(
        Path.of(one(CONFIG)),
        paths(EXPOSURES),
        paths(EVENTS),
        catalog(),
        timing(),
        isOn(ARCHIVE),
        isOn(REPLACE));
  }

  private CatalogConfig catalog() {
    Map<String, String> keys = new HashMap<>();
    values.forEach(
        (key, found) -> {
          if (key.startsWith(CATALOG)) {
            keys.put(key.substring(CATALOG.length()), one(key));
          }
        });
    try {
      return CatalogConfig.from(keys);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private Timing timing() {
    Timing defaults = Timing.DEFAULTS;
    try {
      return new Timing(
          duration(TICK, Duration.ofHours(1).toMillis()),
          duration(SETTLE, defaults.allocationSettleMs()),
          defaults.latenessMs());
    } catch (IllegalArgumentException e) {
      throw wrong("timing: " + e.getMessage());
    }
  }

  private long duration(String key, long otherwise) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    try {
      return Duration.parse(one(key)).toMillis();
    } catch (DateTimeParseException e) {
      throw wrong("--" + key + " is '" + one(key) + "'; allowed: an ISO duration such as PT1H");
    }
  }

  private boolean isOn(String key) {
    if (!values.containsKey(key)) {
      return false;
    }
    String value = one(key);
    if (!value.equals("true") && !value.equals("false")) {
      throw wrong("--" + key + " is '" + value + "'; allowed: true, false");
    }
    return value.equals("true");
  }

  private List<Path> paths(String key) {
    List<String> found = values.get(key);
    if (found == null) {
      throw wrong("--" + key + " is missing; allowed: a file or a folder");
    }
    return found.stream().map(Path::of).toList();
  }

  private String one(String key) {
    List<String> found = values.get(key);
    if (found == null) {
      throw wrong("--" + key + " is missing");
    }
    if (found.size() > 1) {
      throw wrong("--" + key + " is given " + found.size() + " times; allowed: once");
    }
    return found.get(0);
  }

  private static ConfigurationException wrong(String problem) {
    return new ConfigurationException(List.of(problem));
  }
}
