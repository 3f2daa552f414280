package io.plumbline.local.cluster;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * One worker of Kafka Connect with Debezium, in distributed mode: only there are sources exactly
 * once.
 */
record KafkaConnect(ClusterFolder folder, ClusterState state, Runtimes runtimes) implements Part {
  private static final String CONVERTER = "org.apache.kafka.connect.json.JsonConverter";

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public String address() {
    return state.url(ClusterState.Port.CONNECT);
  }

  @Override
  public Optional<Integer> port() {
    return Optional.of(state.port(ClusterState.Port.CONNECT));
  }

  @Override
  public void configure() throws IOException {
    Properties properties = new Properties();
    properties.putAll(properties());
    try (Writer writer = Files.newBufferedWriter(folder.connectProperties())) {
      properties.store(writer, "Written by `plumbline up`.");
    }
  }

  private Map<String, String> properties() {
    return Map.ofEntries(
        entry("bootstrap.servers", state.address(ClusterState.Port.KAFKA)),
        // Kafka may still be starting.
        entry("default.api.timeout.ms", "120000"),
        entry("group.id", "connect"),
        entry("config.storage.topic", "connect-configs"),
        entry("config.storage.replication.factor", "1"),
        entry("offset.storage.topic", "connect-offsets"),
        entry("offset.storage.replication.factor", "1"),
        entry("offset.storage.partitions", "1"),
        entry("status.storage.topic", "connect-status"),
        entry("status.storage.replication.factor", "1"),
        entry("status.storage.partitions", "1"),
        entry("exactly.once.source.support", "enabled"),
        entry("listeners", address()),
        entry("rest.advertised.host.name", LocalCluster.HOST),
        entry("plugin.discovery", "service_load"),
        entry("key.converter", CONVERTER),
        entry("value.converter", CONVERTER),
        // What a connector's settings take from the environment: addresses, passwords.
        entry("config.providers", "env"),
        entry(
            "config.providers.env.class",
            "org.apache.kafka.common.config.provider.EnvVarConfigProvider"),
        entry("config.providers.env.param.allowlist.pattern", "PLUMBLINE_.*"),
        // A worker that was killed is missed soon, and there is no other to wait for.
        entry("session.timeout.ms", "6000"),
        entry("heartbeat.interval.ms", "2000"),
        entry("scheduled.rebalance.max.delay.ms", "0"));
  }

  @Override
  public List<String> command(String mark) {
    return Runtimes.java(
        mark,
        List.of(
            "-Xmx384m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dlog.file=" + folder.log(name()),
            "-Dlog4j.configurationFile=" + folder.logging()),
        runtimes.connectClassPath(),
        "org.apache.kafka.connect.cli.ConnectDistributed",
        folder.connectProperties().toString());
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "PLUMBLINE_POSTGRES_HOST",
        LocalCluster.HOST,
        "PLUMBLINE_POSTGRES_PORT",
        String.valueOf(state.port(ClusterState.Port.POSTGRES)),
        "PLUMBLINE_POSTGRES_DATABASE",
        PostgresServer.DATABASE,
        // Not asked for: see PostgresServer.
        "PLUMBLINE_CDC_PASSWORD",
        "");
  }

  @Override
  public boolean isReady() {
    return new ConnectRest(address()).isServing();
  }
}
