package io.plumbline.jobs.config;

import io.plumbline.jobs.io.Suggestion;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was given, and what is wrong with it; defaults come from {@link ConfigKeys}. */
final class Settings {
  private static final Duration LONGEST = Duration.ofDays(36_525);

  private final Map<String, Setting> settings;
  private final Map<String, List<Map<String, Object>>> sources;
  private final List<String> problems;

  Settings(
      Map<String, Setting> settings,
      Map<String, List<Map<String, Object>>> sources,
      List<String> problems) {
    this.settings = settings;
    this.sources = sources;
    this.problems = problems;
  }

  List<String> problems() {
    return problems;
  }

  String text(ConfigKey key) {
    Setting setting = settings.get(key.name());
    if (setting == null) {
      return key.otherwise();
    }
    if (setting.value().isBlank()) {
      wrong(key, "blank");
    }
    return setting.value();
  }

  <E extends Enum<E>> E choice(ConfigKey key, Class<E> type) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      choices.put(name(constant), constant);
    }
    Setting setting = settings.get(key.name());
    E chosen = setting == null ? choices.get(key.otherwise()) : choices.get(setting.value());
    if (chosen == null) {
      problems.add(
          at(key)
              + "is "
              + setting.shown()
              + Suggestion.unknown(setting.shown(), choices.keySet()));
      return choices.get(key.otherwise());
    }
    return chosen;
  }

  /** As it stands in the configuration: {@code EXACTLY_ONCE} is {@code exactly-once}. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  boolean flag(ConfigKey key) {
    Setting setting = settings.get(key.name());
    String value = setting == null ? key.otherwise() : setting.value();
    if (!value.equals("true") && !value.equals("false")) {
      wrong(key, setting.shown());
    }
    return value.equals("true");
  }

  /** Null if it is not given and there is no default. */
  Duration duration(ConfigKey key) {
    Duration otherwise = key.otherwise() == null ? null : Duration.parse(key.otherwise());
    Setting setting = settings.get(key.name());
    if (setting == null) {
      return otherwise;
    }
    try {
      Duration duration = Duration.parse(setting.value());
      if (duration.abs().compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Reported below.
    }
    wrong(key, setting.shown(), "an ISO duration like PT15M or P1D, at most P36525D");
    return otherwise;
  }

  /** A duration that is longer than none. */
  Duration positive(ConfigKey key) {
    Duration duration = duration(key);
    if (duration != null && (duration.isNegative() || duration.isZero())) {
      wrong(key, settings.get(key.name()).shown());
    }
    return duration;
  }

  /** What is below the key, by the rest of its name. */
  ClientProperties properties(ConfigKey key) {
    Map<String, Setting> below = new TreeMap<>();
    String prefix = key.name() + ".";
    settings.forEach(
        (name, setting) -> {
          if (name.startsWith(prefix)) {
            below.put(name.substring(prefix.length()), setting);
          }
        });
    return ClientProperties.of(below);
  }

  List<Map<String, Object>> sources(ConfigKey key) {
    return sources.getOrDefault(key.name(), List.of());
  }

  void wrong(ConfigKey key, String found) {
    wrong(key, found, key.allowed());
  }

  void wrong(ConfigKey key, String found, String allowed) {
    problems.add(at(key) + "is " + found + "; allowed: " + allowed);
  }

  void problem(String problem) {
    problems.add(problem);
  }

  private String at(ConfigKey key) {
    Setting setting = settings.get(key.name());
    return setting == null ? key.name() + " " : key.name() + " (" + setting.place() + ") ";
  }

  /** A message of somebody else without what came from the environment. */
  String redacted(String message) {
    String redacted = message;
    for (Setting setting : settings.values()) {
      if (!setting.value().isEmpty() && !setting.value().equals(setting.written())) {
        redacted = redacted.replace(setting.value(), setting.shown());
      }
    }
    return redacted;
  }

  String shown(ConfigKey key) {
    Setting setting = settings.get(key.name());
    return setting == null ? String.valueOf(key.otherwise()) : setting.shown();
  }

  /** All that was given, as it may be shown. */
  Map<String, String> shown() {
    return Setting.shown(settings);
  }
}
