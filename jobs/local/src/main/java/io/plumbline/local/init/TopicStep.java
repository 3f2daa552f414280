package io.plumbline.local.init;

import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.local.init.InitPlan.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of Kafka. */
final class TopicStep implements InitStep {
  private final Map<String, Object> client;
  private final List<Topic> topics;
  private final OptionalInt partitions;

  /**
   * @param partitions of new topics that do not fix their own; empty: the broker's default
   */
  TopicStep(Map<String, String> client, List<Topic> topics, OptionalInt partitions) {
    this.client = new HashMap<>(client);
    this.topics = List.copyOf(topics);
    this.partitions = partitions;
  }

  @Override
  public List<String> missing() {
    return withAdmin(admin -> look(admin).stream().map(this::shown).toList());
  }

  @Override
  public void make() {
    withAdmin(
        admin -> {
          for (Topic topic : look(admin)) {
            try {
              done(admin.createTopics(List.of(newTopic(topic))).all());
            } catch (TopicExistsException e) {
              // Somebody else was first: what counts is that it exists.
            }
          }
          return null;
        });
  }

  /**
   * The topics that are not there.
   *
   * @throws ConfigurationException when one is there that cannot be used
   */
  private List<Topic> look(Admin admin) {
    Set<String> names = done(admin.listTopics().names());
    List<Topic> missing = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Topic topic : topics) {
      if (names.contains(topic.name())) {
        problem(admin, topic).ifPresent(problems::add);
      } else {
        missing.add(topic);
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return missing;
  }

  private static Optional<String> problem(Admin admin, Topic topic) {
    TopicDescription found =
        done(admin.describeTopics(List.of(topic.name())).allTopicNames()).get(topic.name());
    int count = found.partitions().size();
    if (topic.partitions().isPresent() && topic.partitions().getAsInt() != count) {
      return Optional.of(
          "topic %s has %d partitions; allowed: %d"
              .formatted(topic.name(), count, topic.partitions().getAsInt()));
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Config config = done(admin.describeConfigs(List.of(resource)).all()).get(resource);
    String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (topic.compacted() && !policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      return Optional.of(
          "topic %s has %s=%s, which would lose what is still in force; allowed: %s"
              .formatted(
                  topic.name(),
                  TopicConfig.CLEANUP_POLICY_CONFIG,
                  policy,
                  TopicConfig.CLEANUP_POLICY_COMPACT));
    }
    return Optional.empty();
  }

  private NewTopic newTopic(Topic topic) {
    Optional<Integer> count = count(topic);
    NewTopic created = new NewTopic(topic.name(), count, Optional.empty());
    return topic.compacted()
        ? created.configs(
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT))
        : created;
  }

  private Optional<Integer> count(Topic topic) {
    OptionalInt count = topic.partitions().isPresent() ? topic.partitions() : partitions;
    return count.isPresent() ? Optional.of(count.getAsInt()) : Optional.empty();
  }

  private String shown(Topic topic) {
    return "topic %s (%s%s)"
        .formatted(
            topic.name(),
            count(topic).map(n -> "partitions: " + n).orElse("the broker's number of partitions"),
            topic.compacted() ? ", compacted" : "");
  }

  private interface Use<T> {
    T of(Admin admin);
  }

  private <T> T withAdmin(Use<T> use) {
    try (Admin admin = Admin.create(client)) {
      return use.of(admin);
    }
  }

  private static <T> T done(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("Kafka: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka was asked", e);
    }
  }
}
