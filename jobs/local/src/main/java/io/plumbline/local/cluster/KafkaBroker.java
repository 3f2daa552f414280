package io.plumbline.local.cluster;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** One Kafka node, broker and controller in one (KRaft). */
record KafkaBroker(ClusterFolder folder, ClusterState state, Runtimes runtimes) implements Part {
  private static final String HEAP = "-Xmx512m";
  private static final int LOOK_MS = 2_000;
  private static final Duration FORMAT_LIMIT = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public String address() {
    return state.address(ClusterState.Port.KAFKA);
  }

  @Override
  public Optional<Integer> port() {
    return Optional.of(state.port(ClusterState.Port.KAFKA));
  }

  @Override
  public void configure() throws IOException {
    Properties properties = new Properties();
    properties.putAll(properties());
    try (Writer writer = Files.newBufferedWriter(folder.kafkaProperties())) {
      properties.store(writer, "Written by `plumbline up`.");
    }
    if (!Files.exists(folder.kafka().resolve("meta.properties"))) {
      format();
    }
  }

  private Map<String, String> properties() {
    String controller = state.address(ClusterState.Port.KAFKA_CONTROLLER);
    return Map.ofEntries(
        entry("process.roles", "broker,controller"),
        entry("node.id", "1"),
        entry("controller.quorum.voters", "1@" + controller),
        entry("controller.listener.names", "CONTROLLER"),
        entry("listeners", "PLAINTEXT://" + address() + ",CONTROLLER://" + controller),
        entry("advertised.listeners", "PLAINTEXT://" + address()),
        entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
        entry("inter.broker.listener.name", "PLAINTEXT"),
        entry("log.dirs", folder.kafka().toString()),
        // A topic that nobody made is a topic that somebody mistyped.
        entry("auto.create.topics.enable", "false"),
        entry("offsets.topic.replication.factor", "1"),
        entry("offsets.topic.num.partitions", "4"),
        entry("transaction.state.log.replication.factor", "1"),
        entry("transaction.state.log.min.isr", "1"),
        entry("transaction.state.log.num.partitions", "4"),
        entry("share.coordinator.state.topic.replication.factor", "1"),
        entry("share.coordinator.state.topic.min.isr", "1"),
        entry("group.initial.rebalance.delay.ms", "0"));
  }

  private void format() throws IOException {
    Tool.run(
        "formatting the folder of Kafka",
        Runtimes.java(
            "plumbline.tool=kafka-format",
            List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            runtimes.kafkaClassPath(),
            "kafka.tools.StorageTool",
            "format",
            "-t",
            state.kafkaId(),
            "-c",
            folder.kafkaProperties().toString()),
        Map.of(),
        FORMAT_LIMIT);
  }

  @Override
  public List<String> command(String mark) {
    return Runtimes.java(
        mark,
        List.of(
            HEAP,
            "-XX:+UseSerialGC",
            "-Dlog.file=" + folder.log(name()),
            "-Dlog4j.configurationFile=" + folder.logging()),
        runtimes.kafkaClassPath(),
        "kafka.Kafka",
        folder.kafkaProperties().toString());
  }

  @Override
  public boolean isReady() {
    // The client would log each refused connection.
    if (!Probe.accepts(port().orElseThrow())) {
      return false;
    }
    Map<String, Object> client =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            address(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            LOOK_MS,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            LOOK_MS);
    try (Admin admin = Admin.create(client)) {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
