package io.plumbline.local.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One worker of Kafka Connect with Debezium, in distributed mode: only there are sources exactly
 * once.
 */
record KafkaConnect(ClusterFolder folder, ClusterState state, Runtimes runtimes) implements Part {
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
  public void configure() {
    // By the checkout's file and the environment alone.
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
        runtimes.connectWorker().toString());
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "PLUMBLINE_KAFKA",
        state.address(ClusterState.Port.KAFKA),
        "PLUMBLINE_CONNECT_LISTENER",
        address(),
        "PLUMBLINE_CONNECT_HOST",
        LocalCluster.HOST,
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
