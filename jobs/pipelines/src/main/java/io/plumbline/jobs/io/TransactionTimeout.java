package io.plumbline.jobs.io;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that a broker will keep a transaction open for as long as is asked. */
final class TransactionTimeout {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionTimeout.class);
  private static final String BROKER_KEY = "transaction.max.timeout.ms";
  private static final Duration BROKER_DEFAULT = Duration.ofMinutes(15);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private TransactionTimeout() {}

  /**
   * Asks the broker; one that cannot be asked is taken to have Kafka's default.
   *
   * @param checkpointInterval 0: none
   * @throws ConfigurationException if the timeout is too long for the broker, or too short for the
   *     checkpoints; the message names both
   */
  static void check(KafkaSinkSettings settings, Duration checkpointInterval) {
    if (settings.isExactlyOnce()) {
      check(
          settings.transactionTimeout(),
          checkpointInterval,
          allowed(settings.clientProperties()).orElse(BROKER_DEFAULT));
    }
  }

  static void check(Duration timeout, Duration checkpointInterval, Duration allowed) {
    if (timeout.compareTo(allowed) > 0) {
      throw new ConfigurationException(
          "output.transaction-timeout is %s, and the broker's %s is %s (%d ms); allowed: at most that, or raise it at the broker"
              .formatted(timeout, BROKER_KEY, allowed, allowed.toMillis()));
    }
    if (timeout.compareTo(checkpointInterval) <= 0) {
      throw new ConfigurationException(
          "output.transaction-timeout is %s, and execution.checkpointing.interval is %s; a transaction is open from one checkpoint to the next: allowed is more than that, up to the broker's %s of %s"
              .formatted(timeout, checkpointInterval, BROKER_KEY, allowed));
    }
  }

  private static Optional<Duration> allowed(Properties client) {
    try (Admin admin = Admin.create(client)) {
      Collection<Node> nodes =
          admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      List<ConfigResource> brokers =
          nodes.stream()
              .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
              .toList();
      return admin
          .describeConfigs(brokers)
          .all()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .values()
          .stream()
          .map(config -> Duration.ofMillis(Long.parseLong(config.get(BROKER_KEY).value())))
          .min(Duration::compareTo);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.warn("the broker does not tell its {}, {} is assumed", BROKER_KEY, BROKER_DEFAULT, e);
      return Optional.empty();
    }
  }
}
