package io.plumbline.jobs.io;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the brokers tell of a topic before a job reads it. */
final class KafkaTopics {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private KafkaTopics() {}

  /**
   * How many partitions a topic has.
   *
   * @param setting that names the topic, as errors begin with it; empty: they begin with the topic
   * @param client properties of any Kafka client
   * @param allowed what errors say is allowed
   * @throws ConfigurationException if it does not exist or cannot be described, with the reason
   */
  static int partitions(String setting, String topic, Map<String, String> client, String allowed) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.setProperty(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(LIMIT.toMillis()));
    String problem;
    try (Admin admin = Admin.create(properties)) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
          .get(topic)
          .partitions()
          .size();
    } catch (ExecutionException e) {
      problem =
          e.getCause() instanceof UnknownTopicOrPartitionException
              ? "does not exist"
              : "cannot be described (" + e.getCause().getMessage() + ")";
    } catch (TimeoutException e) {
      problem = "cannot be described (no answer in " + LIMIT + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problem = "cannot be described (interrupted)";
    }
    throw new ConfigurationException(
        "%stopic %s %s at %s; allowed: %s"
            .formatted(
                setting.isEmpty() ? "" : setting + ": ",
                topic,
                problem,
                client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG),
                allowed));
  }
}
