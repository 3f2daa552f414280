package io.plumbline.local.demo;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.local.PlumblineCli;
import io.plumbline.local.ProgressListener;
import io.plumbline.local.cluster.ClusterShape;
import io.plumbline.local.cluster.LocalCluster;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine;

/** A cluster with the jobs, as a user has it after following the README. */
final class LiveSystem implements AutoCloseable {
  /** The folder of the cluster, within the demo's. */
  static final String CLUSTER = "cluster";

  private final Path folder;
  private final LocalCluster cluster;

  private LiveSystem(Path folder, LocalCluster cluster) {
    this.folder = folder;
    this.cluster = cluster;
  }

  /** What it started ends with this process, however that ends, or with {@link #close}. */
  static LiveSystem start(Path folder, ProgressListener progress) throws IOException {
    ClusterShape shape =
        ClusterShape.DEFAULT
            .shortLived()
            .withSetting("execution.checkpointing.interval", "2 s")
            .withSetting("execution.checkpointing.min-pause", "500 ms");
    LocalCluster cluster =
        LocalCluster.start(
            folder.resolve(CLUSTER),
            new LocalCluster.Options(shape, LocalCluster.Lifetime.THIS_PROCESS, progress));
    LiveSystem system = new LiveSystem(folder, cluster);
    system.writeConfiguration();
    return system;
  }

  LocalCluster cluster() {
    return cluster;
  }

  Path warehouse() {
    return folder.resolve("warehouse");
  }

  Path configuration() {
    return folder.resolve("plumbline.yaml");
  }

  private void writeConfiguration() throws IOException {
    Files.writeString(
        configuration(),
        """
        kafka: {bootstrap.servers: "%s"}
        catalog: {type: hadoop, warehouse: "%s"}
        exposures: [{topic: exposures, format: json}]
        metric-events: [{topic: metric-events, format: json}]
        output: {format: json}
        # Everything is near and fast here, and nobody wants to wait.
        timing: {tick: PT5S, max-out-of-orderness: PT1S, lateness: PT1M, allocation-settle: PT10S}
        """
            .formatted(cluster.kafkaBootstrap(), warehouse()));
    Files.createDirectories(warehouse());
  }

  /** The product's own topics. */
  void createTopics(List<String> names) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", cluster.kafkaBootstrap());
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(names.stream().map(name -> new NewTopic(name, 2, (short) 1)).toList())
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** A command of the command line, and what it says. */
  String run(String... arguments) throws IOException {
    StringWriter said = new StringWriter();
    CommandLine commands = PlumblineCli.commandLine();
    commands.setOut(new PrintWriter(said, true));
    commands.setErr(new PrintWriter(said, true));
    int status = commands.execute(arguments);
    if (status != 0) {
      throw new IOException(
          "%s ended with %d: %s".formatted(String.join(" ", arguments), status, said));
    }
    return said.toString().strip();
  }

  /** A round of the ramp controller, and what it says. */
  String guard() {
    try {
      return run(
          "guard",
          "--config",
          configuration().toString(),
          "--database",
          cluster.postgresJdbcUrl(),
          "--kind",
          "flag,experiment",
          "--once");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void submit(String job) throws IOException {
    run(
        "submit",
        job,
        "--dir",
        folder.resolve(CLUSTER).toString(),
        "--parallelism",
        "1",
        "--config",
        configuration().toString());
  }

  /** Runs statements in the database of the configuration. */
  void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(cluster.postgresJdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows of {@code metric_results} that are about the whole. */
  List<Map<String, Object>> results() {
    try (Warehouse tables = Warehouse.open(CatalogConfig.embedded(warehouse()))) {
      return tables.rows(Table.METRIC_RESULTS, Expressions.equal("dimension", "all"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    cluster.close();
  }
}
