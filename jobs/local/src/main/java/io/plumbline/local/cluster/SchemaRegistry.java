package io.plumbline.local.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Apicurio, which speaks Confluent's API too; its schemas are in a file. */
record SchemaRegistry(ClusterFolder folder, ClusterState state, Runtimes runtimes) implements Part {
  /** Below the address: what Confluent's clients are configured with. */
  static final String CONFLUENT_API = "/apis/ccompat/v7";

  private static final String USED_CONNECTIONS = "2";

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public String address() {
    return url();
  }

  String url() {
    return state.url(ClusterState.Port.REGISTRY) + CONFLUENT_API;
  }

  @Override
  public Optional<Integer> port() {
    return Optional.of(state.port(ClusterState.Port.REGISTRY));
  }

  @Override
  public void configure() {
    // By its environment alone.
  }

  @Override
  public List<String> command(String mark) {
    return Runtimes.java(
        mark,
        List.of(
            "-Xmx384m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dquarkus.datasource.jdbc.initial-size=" + USED_CONNECTIONS,
            "-Dquarkus.datasource.jdbc.min-size=" + USED_CONNECTIONS),
        runtimes.registryJar().toString(),
        "io.quarkus.runner.GeneratedMain");
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "QUARKUS_HTTP_HOST",
        LocalCluster.HOST,
        "QUARKUS_HTTP_PORT",
        String.valueOf(state.port(ClusterState.Port.REGISTRY)),
        "REGISTRY_DATASOURCE_URL",
        "jdbc:h2:file:" + folder.registry().resolve("schemas"));
  }

  @Override
  public boolean isReady() {
    return Probe.answers(state.url(ClusterState.Port.REGISTRY) + "/health/ready");
  }
}
