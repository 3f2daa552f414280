package io.plumbline.jobs.config;

import static io.plumbline.jobs.config.ConfigKey.choice;
import static io.plumbline.jobs.config.ConfigKey.duration;
import static io.plumbline.jobs.config.ConfigKey.flag;
import static io.plumbline.jobs.config.ConfigKey.properties;
import static io.plumbline.jobs.config.ConfigKey.sources;
import static io.plumbline.jobs.config.ConfigKey.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The catalogue of all keys: names, defaults and meanings stand here and nowhere else. */
final class ConfigKeys {
  private static final String NAME = "a name";
  private static final String TOPIC = "the name of a topic";
  private static final String SOURCE = "a list of {topic, format, explode, where, fields, preset}";

  static final ConfigKey KAFKA =
      properties(
          "kafka",
          "properties of Kafka's clients; bootstrap.servers is required",
          "Passed through to every Kafka client: where the brokers are, and how to talk to them.");
  static final ConfigKey REGISTRY =
      properties(
          "registry",
          "url, and properties of the schema registry's client",
          "Passed through to the schema registry's client; url is required where a format is"
              + " confluent-avro.");
  static final ConfigKey CATALOG =
      properties(
          "catalog",
          "type (hadoop, jdbc or rest; default hadoop), warehouse, and properties of the catalog",
          "The Iceberg catalog that holds the tables; passed through to it.");
  static final ConfigKey NAMESPACE =
      text("namespace", "experiments", NAME, "The Iceberg namespace of all tables.");

  static final ConfigKey EXPOSURES_TOPIC =
      text("topics.exposures", "exposures", TOPIC, "Read: exposures, where no source is mapped.");
  static final ConfigKey METRIC_EVENTS_TOPIC =
      text(
          "topics.metric-events",
          "metric-events",
          TOPIC,
          "Read: metric events, where no source is mapped.");
  static final ConfigKey EXPERIMENT_CONFIG_TOPIC =
      text(
          "topics.experiment-config",
          "experiment-config",
          TOPIC + " of one partition, compacted",
          "Read, and written by ConfigJob: the experiments, one document each, and heartbeats.");
  static final ConfigKey SRM_ALERTS_TOPIC =
      text("topics.srm-alerts", "srm-alerts", TOPIC, "Written: alarms of the split.");
  static final ConfigKey EXPERIMENT_ALERTS_TOPIC =
      text("topics.experiment-alerts", "experiment-alerts", TOPIC, "Written: all other alerts.");
  static final ConfigKey EXPERIMENT_STATUS_TOPIC =
      text(
          "topics.experiment-status",
          "experiment-status",
          TOPIC + ", compacted",
          "Written: the present state of each experiment.");
  static final ConfigKey EXPERIMENT_VERDICT_TOPIC =
      text(
          "topics.experiment-verdict",
          "experiment-verdict",
          TOPIC + ", compacted",
          "Written: what to do with the treatments of each experiment.");
  static final ConfigKey ENROLLMENTS_TOPIC =
      text(
          "topics.enrollments",
          "enrollments",
          TOPIC + ", compacted",
          "Written where srm.enrollments-topic is true: who is in what.");

  static final ConfigKey EXPOSURES =
      sources(
          "exposures",
          SOURCE,
          "Where exposures come from. Default: one source, topics.exposures, format avro, own field"
              + " names.");
  static final ConfigKey METRIC_EVENTS =
      sources(
          "metric-events",
          SOURCE,
          "Where metric events come from. Default: one source, topics.metric-events, format avro,"
              + " own field names.");

  static final ConfigKey OUTPUT_FORMAT =
      choice(
          "output.format",
          "avro",
          "avro, confluent-avro, json",
          "How records are written to topics.");
  static final ConfigKey OUTPUT_DELIVERY =
      choice(
          "output.delivery",
          "exactly-once",
          "exactly-once, at-least-once",
          "Whether records are written to topics in transactions. Tables are always exact.");
  static final ConfigKey TRANSACTION_TIMEOUT =
      duration(
          "output.transaction-timeout",
          "PT10M",
          "longer than an outage, and at most the brokers' transaction.max.timeout.ms",
          "After which the brokers abort an open transaction.");
  static final ConfigKey TRANSACTIONAL_ID_PREFIX =
      text(
          "output.transactional-id-prefix",
          "plumbline",
          NAME + " that no other deployment on these brokers uses",
          "Begins the transactional ids of all jobs.");

  static final ConfigKey TICK =
      duration(
          "timing.tick",
          "PT1M",
          "a divisor of an hour, or whole hours that divide a day",
          "Event time between two rows of an experiment.");
  static final ConfigKey ALLOCATION_SETTLE =
      duration(
          "timing.allocation-settle",
          "PT15M",
          "PT0S or longer",
          "After a change of allocation, how long enrollments are shown but not tested.");
  static final ConfigKey LATENESS =
      duration(
          "timing.lateness",
          "PT1H",
          "PT0S or longer",
          "How much later than expected an event still counts; after that it is TOO_LATE.");
  static final ConfigKey MAX_OUT_OF_ORDERNESS =
      duration(
          "timing.max-out-of-orderness",
          "PT30S",
          "PT0S or longer",
          "How far the events of one partition are expected to be out of order.");
  static final ConfigKey MAX_CLOCK_AHEAD =
      duration(
          "timing.max-clock-ahead",
          "PT5M",
          "PT0S or longer",
          "How far an event's clock may run ahead of the receiver's; after that it is IN_FUTURE.");
  static final ConfigKey IDLE_TIMEOUT =
      duration(
          "timing.idle-timeout",
          null,
          "null, or longer than PT0S",
          "After how long a silent partition no longer holds the results; null: never.");
  static final ConfigKey MAX_READ_AHEAD =
      duration(
          "timing.max-read-ahead",
          "PT1H",
          "longer than PT0S",
          "How far in event time a partition is read ahead of the slowest of the job; what is read"
              + " ahead is state.");
  static final ConfigKey CONFIG_STALLED_AFTER =
      duration(
          "timing.config-stalled-after",
          "PT5M",
          "longer than PT0S",
          "After how long without a heartbeat of the configuration CONFIG_STALLED is raised.");
  static final ConfigKey CONFIG_IDLE_TIMEOUT =
      duration(
          "timing.config-idle-timeout",
          null,
          "null, or longer than PT0S",
          "After how long without a heartbeat the configuration no longer holds the results: they"
              + " go on without it, marked is_config_stale; null: never.");
  static final ConfigKey PIPELINE_STALLED_AFTER =
      duration(
          "timing.pipeline-stalled-after",
          "PT10M",
          "longer than PT0S",
          "After how long, by the wall clock, without progress of event time PIPELINE_STALLED is"
              + " raised.");

  static final ConfigKey BOUNDED =
      flag("bounded", "Whether topics are read to their present ends, and the job then finishes.");
  static final ConfigKey STATUS_INTERVAL =
      duration(
          "srm.status-interval",
          "PT5M",
          "longer than PT0S",
          "How often the status of an experiment is written again although nothing has changed.");
  static final ConfigKey WITH_ENROLLMENTS_TOPIC =
      flag("srm.enrollments-topic", "Whether enrollments are written to their topic too.");

  static final ConfigKey CDC_PREFIX =
      text(
          "config.cdc-prefix",
          "cdc",
          "the topic.prefix of the Debezium connector",
          "Read by ConfigJob: the topics PREFIX.experimentation.TABLE and PREFIX.transaction, of"
              + " one partition each.");
  static final ConfigKey CDC_FORMAT =
      choice(
          "config.cdc-format",
          "json",
          "json, confluent-avro",
          "How the connector writes records: JSON with or without schemas, or Avro with a"
              + " registry.");

  /** In the order of the documentation. */
  static final List<ConfigKey> ALL =
      List.of(
          KAFKA,
          REGISTRY,
          CATALOG,
          NAMESPACE,
          EXPOSURES_TOPIC,
          METRIC_EVENTS_TOPIC,
          EXPERIMENT_CONFIG_TOPIC,
          SRM_ALERTS_TOPIC,
          EXPERIMENT_ALERTS_TOPIC,
          EXPERIMENT_STATUS_TOPIC,
          EXPERIMENT_VERDICT_TOPIC,
          ENROLLMENTS_TOPIC,
          EXPOSURES,
          METRIC_EVENTS,
          OUTPUT_FORMAT,
          OUTPUT_DELIVERY,
          TRANSACTION_TIMEOUT,
          TRANSACTIONAL_ID_PREFIX,
          TICK,
          ALLOCATION_SETTLE,
          LATENESS,
          MAX_OUT_OF_ORDERNESS,
          MAX_CLOCK_AHEAD,
          IDLE_TIMEOUT,
          MAX_READ_AHEAD,
          CONFIG_STALLED_AFTER,
          CONFIG_IDLE_TIMEOUT,
          PIPELINE_STALLED_AFTER,
          BOUNDED,
          STATUS_INTERVAL,
          WITH_ENROLLMENTS_TOPIC,
          CDC_PREFIX,
          CDC_FORMAT);

  /** Sections that have no key yet: a job each. */
  private static final List<String> EMPTY_SECTIONS = List.of("metrics", "collect");

  private ConfigKeys() {}

  static Optional<ConfigKey> find(String dotted) {
    return ALL.stream().filter(key -> key.covers(dotted)).findFirst();
  }

  static boolean isSection(String dotted) {
    return EMPTY_SECTIONS.contains(dotted)
        || ALL.stream().anyMatch(key -> key.name().startsWith(dotted + "."));
  }

  /** What may stand in a section, or on top where it is empty. */
  static List<String> names(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    Stream<String> names =
        ALL.stream()
            .map(ConfigKey::name)
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()).replaceFirst("\\..*", ""));
    Stream<String> more = section.isEmpty() ? EMPTY_SECTIONS.stream() : Stream.empty();
    return Stream.concat(names, more).distinct().toList();
  }

  /** All that may stand on the command line. */
  static List<String> dottedNames() {
    return ALL.stream()
        .map(key -> key.type() == ConfigKey.Type.PROPERTIES ? key.name() + ".*" : key.name())
        .toList();
  }
}
