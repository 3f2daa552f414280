package io.plumbline.local.cluster;

import io.plumbline.local.ProgressListener;
import io.plumbline.local.cluster.ConnectRest.ConnectorStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What brings the configuration from the database to topics: its tables, the topics, and the
 * connector between them. All of it is made once; a connector that failed is started again.
 */
final class ConfigurationCapture {
  /** The connector updates its row there. */
  private static final String HEARTBEATS = "heartbeats";

  private static final String FOR_EVER = "-1";
  private static final int REQUEST_LIMIT_MS = 10_000;
  private static final int MOST_RESTARTS = 3;
  private static final long RESTART_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private final ConfigurationTables tables;
  private final ConnectRest connect;
  private final String bootstrap;
  private final Runtimes runtimes;
  private final ConnectorFile connector;

  private ConfigurationCapture(
      ConfigurationTables tables, ConnectRest connect, String bootstrap, Runtimes runtimes)
      throws IOException {
    this.tables = tables;
    this.connect = connect;
    this.bootstrap = bootstrap;
    this.runtimes = runtimes;
    this.connector = ConnectorFile.read(runtimes.connector());
  }

  static ConfigurationCapture of(
      PostgresServer server, ConnectRest connect, String bootstrap, Runtimes runtimes)
      throws IOException {
    return new ConfigurationCapture(new ConfigurationTables(server), connect, bootstrap, runtimes);
  }

  /**
   * Makes what is missing and waits until a heartbeat has gone all the way.
   *
   * @throws ClusterException when it did not within the limit, with the connector's own words
   */
  void ensure(ProgressListener progress, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    progress.stage("making the tables of the configuration");
    tables.ensure(runtimes.postgresTables());
    try (Admin kafka = Admin.create(clientSettings())) {
      progress.stage("making the topics of the configuration");
      ensureTopics(kafka);
      progress.stage("waiting for a heartbeat of connector " + connector.name());
      TopicPartition heartbeats =
          new TopicPartition(connector.topic(ConfigurationTables.SCHEMA, HEARTBEATS), 0);
      long before = end(kafka, heartbeats);
      ensureConnector(deadline);
      awaitHeartbeat(kafka, heartbeats, before, deadline);
    } catch (ExecutionException e) {
      throw new ClusterException(
          "the topics of the configuration: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while the configuration was made ready", e);
    }
  }

  private Map<String, Object> clientSettings() {
    return Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        REQUEST_LIMIT_MS,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        2 * REQUEST_LIMIT_MS);
  }

  /** One partition each, so that the order of the changes is kept; nothing in them ends. */
  private void ensureTopics(Admin kafka) throws ExecutionException, InterruptedException {
    List<String> forEver = new ArrayList<>();
    for (String table : tables.published(connector.publication())) {
      forEver.add(connector.topic(ConfigurationTables.SCHEMA, table));
    }
    forEver.add(connector.transactionTopic());
    List<NewTopic> wanted = new ArrayList<>();
    for (String topic : forEver) {
      wanted.add(topic(topic).configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, FOR_EVER)));
    }
    wanted.add(topic(connector.heartbeatTopic()));
    Set<String> there = kafka.listTopics().names().get();
    kafka
        .createTopics(wanted.stream().filter(topic -> !there.contains(topic.name())).toList())
        .all()
        .get();
    for (TopicDescription found : kafka.describeTopics(forEver).allTopicNames().get().values()) {
      if (found.partitions().size() != 1) {
        throw new ClusterException(
            "topic %s has %d partitions; allowed: 1"
                .formatted(found.name(), found.partitions().size()));
      }
    }
  }

  private static NewTopic topic(String name) {
    return new NewTopic(name, 1, (short) 1);
  }

  /** Behind the last record that is committed. */
  private static long end(Admin kafka, TopicPartition partition)
      throws ExecutionException, InterruptedException {
    return kafka
        .listOffsets(
            Map.of(partition, OffsetSpec.latest()),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .partitionResult(partition)
        .get()
        .offset();
  }

  /** Setting what is set already would start it again. */
  private void ensureConnector(long deadline) throws IOException {
    while (!connect.settings(connector.name()).map(this::isAsInTheFile).orElse(false)
        && !connect.put(connector.name(), connector.settings())) {
      pause(deadline, "Kafka Connect did not take connector " + connector.name());
    }
  }

  private boolean isAsInTheFile(Map<String, String> found) {
    // Connect adds the name.
    found.remove("name");
    return found.equals(connector.settings());
  }

  private void awaitHeartbeat(Admin kafka, TopicPartition heartbeats, long before, long deadline)
      throws IOException, ExecutionException, InterruptedException {
    int restarts = 0;
    long restartedAt = System.nanoTime() - RESTART_NANOS;
    while (true) {
      Optional<ConnectorStatus> status = connect.status(connector.name());
      if (status.filter(ConnectorStatus::isRunning).isPresent()
          && end(kafka, heartbeats) > before) {
        return;
      }
      // A restart shows a moment later.
      if (status.filter(ConnectorStatus::hasFailed).isPresent()
          && System.nanoTime() - restartedAt >= RESTART_NANOS) {
        if (restarts == MOST_RESTARTS) {
          throw new ClusterException(
              "connector %s fails: %s".formatted(connector.name(), status.get().trace()));
        }
        if (connect.restartFailed(connector.name())) {
          restarts++;
          restartedAt = System.nanoTime();
        }
      }
      pause(deadline, "no heartbeat reached " + heartbeats.topic());
    }
  }

  private void pause(long deadline, String otherwise) {
    if (System.nanoTime() > deadline) {
      String seen =
          connect
              .status(connector.name())
              .map(status -> status.state() + " " + status.trace())
              .orElse("not known to Kafka Connect");
      throw new ClusterException(
          "%s in time; connector %s is %s".formatted(otherwise, connector.name(), seen));
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new ClusterException("interrupted: " + otherwise);
    }
    LockSupport.parkNanos(LOOK_NANOS);
  }
}
