package io.plumbline.jobs.config;

import io.plumbline.core.event.EventKind;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.operators.codec.RegistryConfig;
import io.plumbline.operators.codec.SourceMapping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The one configuration of all jobs: a YAML file, each key of which the command line may override.
 * The keys, their defaults and meanings: jobs/docs/configuration.md.
 *
 * @param exposures as they were given, for the parser of sources; empty: the default source
 * @param metricEvents likewise
 * @param shown all that was given, by dotted key, without secrets and without what came from the
 *     environment
 */
public record PlumblineConfig(
    ClientProperties kafka,
    ClientProperties registry,
    CatalogConfig catalog,
    TopicsSection topics,
    List<Map<String, Object>> exposures,
    List<Map<String, Object>> metricEvents,
    OutputSection output,
    TimingSection timing,
    boolean bounded,
    SrmSection srm,
    CdcSection cdc,
    Map<String, String> shown) {
  private static final String CONFIG = "config";
  private static final String CONFLUENT = "confluent-avro";

  /**
   * Reads {@code --config FILE}, and {@code --key value} for each key that is to be another.
   *
   * @throws ConfigurationException naming all that is wrong: the key, what was found, what is
   *     allowed
   */
  public static PlumblineConfig from(String... args) {
    return from(System.getenv(), args);
  }

  /**
   * @param environment what {@code ${NAME}} stands for
   */
  public static PlumblineConfig from(Map<String, String> environment, String... args) {
    List<SettingsReader.Argument> overrides = new ArrayList<>(SettingsReader.Argument.parse(args));
    SettingsReader.Argument file =
        overrides.stream()
            .filter(argument -> argument.key().equals(CONFIG))
            .findFirst()
            .orElse(null);
    if (file == null || file.value() == null) {
      throw new ConfigurationException("--config is missing; allowed: --config FILE, a YAML file");
    }
    overrides.remove(file);
    return of(SettingsReader.read(Path.of(file.value()), overrides, environment));
  }

  private static PlumblineConfig of(Settings settings) {
    PlumblineConfig config =
        new PlumblineConfig(
            kafka(settings),
            settings.properties(ConfigKeys.REGISTRY),
            catalog(settings),
            TopicsSection.of(settings),
            settings.sources(ConfigKeys.EXPOSURES),
            settings.sources(ConfigKeys.METRIC_EVENTS),
            OutputSection.of(settings),
            TimingSection.of(settings),
            settings.flag(ConfigKeys.BOUNDED),
            SrmSection.of(settings),
            CdcSection.of(settings),
            settings.shown());
    config.judge(settings);
    if (!settings.problems().isEmpty()) {
      throw new ConfigurationException(settings.problems());
    }
    return config;
  }

  private static ClientProperties kafka(Settings settings) {
    ClientProperties kafka = settings.properties(ConfigKeys.KAFKA);
    if (kafka.values().getOrDefault("bootstrap.servers", "").isBlank()) {
      settings.problem("kafka.bootstrap.servers is missing; allowed: HOST:PORT, more with commas");
    }
    return kafka;
  }

  /** Null if it cannot be. */
  private static CatalogConfig catalog(Settings settings) {
    String namespace = settings.text(ConfigKeys.NAMESPACE);
    try {
      return CatalogConfig.from(settings.properties(ConfigKeys.CATALOG).values())
          .withNamespace(namespace);
    } catch (IllegalArgumentException e) {
      settings.problem(settings.redacted(e.getMessage()));
      return null;
    }
  }

  /** What others read of it, they judge. */
  private void judge(Settings settings) {
    if (usesRegistry() && !registry.values().containsKey("url")) {
      settings.problem("registry.url is missing, and a format is confluent-avro; allowed: a URL");
    } else {
      judge(settings, this::schemaRegistry);
    }
    judge(settings, this::sources);
  }

  private static void judge(Settings settings, Supplier<?> part) {
    try {
      part.get();
    } catch (IllegalArgumentException e) {
      settings.redacted(e.getMessage()).lines().forEach(settings::problem);
    }
  }

  /** Where events come from; the default sources where none is given. */
  public List<SourceMapping> sources() {
    List<SourceMapping> sources = new ArrayList<>();
    add(sources, exposures, EventKind.EXPOSURE, topics.exposures());
    add(sources, metricEvents, EventKind.METRIC_EVENT, topics.metricEvents());
    return sources;
  }

  private static void add(
      List<SourceMapping> sources, List<Map<String, Object>> given, EventKind kind, String topic) {
    for (int i = 0; i < given.size(); i++) {
      sources.add(SourceMapping.parse(given.get(i), kind, i));
    }
    if (given.isEmpty()) {
      sources.add(SourceMapping.ownFields(topic, kind));
    }
  }

  /** Empty where none is named. */
  public Optional<RegistryConfig> schemaRegistry() {
    return registry.values().isEmpty()
        ? Optional.empty()
        : Optional.of(RegistryConfig.of(registry.values()));
  }

  private boolean usesRegistry() {
    return output.format() == OutputSection.Format.CONFLUENT_AVRO
        || cdc.format() == CdcSection.Format.CONFLUENT_AVRO
        || exposures.stream().anyMatch(PlumblineConfig::isConfluent)
        || metricEvents.stream().anyMatch(PlumblineConfig::isConfluent);
  }

  private static boolean isConfluent(Map<String, Object> source) {
    return CONFLUENT.equals(source.get("format"));
  }

  /** Only what may be shown. */
  @Override
  public String toString() {
    return new TreeMap<>(shown).toString();
  }
}
