package io.plumbline.local.init;

import io.plumbline.jobs.config.OutputSection;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.config.TopicsSection;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.operators.codec.RegistryConfig;
import io.plumbline.operators.codec.SchemaRegistration;
import io.plumbline.operators.codec.TopicMessages;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * All that should be there before the jobs start.
 *
 * @param kafka properties of a Kafka client
 * @param registry only when the jobs write with one
 */
record InitPlan(
    Map<String, String> kafka,
    List<Topic> topics,
    Optional<Registry> registry,
    CatalogConfig catalog,
    Set<Table> tables) {

  /**
   * A topic.
   *
   * @param partitions fixed by what the topic is for; empty: as the user or the broker likes
   * @param compacted whether only the last record of a key is kept
   */
  record Topic(String name, OptionalInt partitions, boolean compacted) {
    static Topic of(String name) {
      return new Topic(name, OptionalInt.empty(), false);
    }

    static Topic compacted(String name) {
      return new Topic(name, OptionalInt.empty(), true);
    }
  }

  /** The subjects of a registry. */
  record Registry(RegistryConfig config, List<Subject> subjects) {}

  /**
   * What the values of a topic look like.
   *
   * @param schema Avro's, as JSON
   */
  record Subject(String name, String schema) {
    static Subject of(String topic, String schema) {
      return new Subject(SchemaRegistration.subject(topic), schema);
    }
  }

  /** What the jobs of a configuration need. */
  static InitPlan of(PlumblineConfig config) {
    return new InitPlan(
        config.kafka().values(),
        topics(config),
        config.output().format() == OutputSection.Format.CONFLUENT_AVRO
            ? Optional.of(
                new Registry(RegistryConfig.of(config.registry().values()), subjects(config)))
            : Optional.empty(),
        config.catalog(),
        EnumSet.allOf(Table.class));
  }

  private static List<Topic> topics(PlumblineConfig config) {
    TopicsSection names = config.topics();
    List<Topic> topics = new ArrayList<>();
    // Topics that sources map are the company's own.
    if (config.exposures().isEmpty()) {
      topics.add(Topic.of(names.exposures()));
    }
    if (config.metricEvents().isEmpty()) {
      topics.add(Topic.of(names.metricEvents()));
    }
    // One partition: the order of its documents is the order of what is in force.
    topics.add(new Topic(names.experimentConfig(), OptionalInt.of(1), true));
    topics.add(Topic.of(names.srmAlerts()));
    topics.add(Topic.of(names.experimentAlerts()));
    topics.add(Topic.compacted(names.experimentStatus()));
    topics.add(Topic.compacted(names.experimentVerdict()));
    if (config.srm().enrollmentsTopic()) {
      topics.add(Topic.compacted(names.enrollments()));
    }
    return topics;
  }

  private static List<Subject> subjects(PlumblineConfig config) {
    TopicsSection names = config.topics();
    List<Subject> subjects = new ArrayList<>();
    subjects.add(Subject.of(names.srmAlerts(), TopicMessages.srmAlerts().schema()));
    subjects.add(Subject.of(names.experimentAlerts(), TopicMessages.experimentAlerts().schema()));
    subjects.add(Subject.of(names.experimentStatus(), TopicMessages.experimentStatus().schema()));
    subjects.add(Subject.of(names.experimentVerdict(), TopicMessages.experimentVerdict().schema()));
    if (config.srm().enrollmentsTopic()) {
      subjects.add(Subject.of(names.enrollments(), TopicMessages.enrollments().schema()));
    }
    return subjects;
  }
}
