package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.local.simulate.Simulation;
import io.plumbline.local.simulate.SimulationSettings;
import io.plumbline.schemas.Table;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.client.cli.DefaultCLI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that goes to a cluster, submitted with Flink's own client over REST. */
class JobsJarE2E {
  private static final Path JAR =
      Path.of("..", "pipelines", "target", "plumbline-jobs.jar").toAbsolutePath().normalize();

  @Test
  void flinkRunsTheJobOfTheJar(@TempDir Path folder) throws Exception {
    Path input = folder.resolve("input");
    Simulation.write(SimulationSettings.of(3, 200).withDays(7), input);
    Path warehouse = folder.resolve("warehouse");
    MiniCluster cluster = new MiniCluster(cluster());
    cluster.start();
    try {
      int exit =
          client(cluster.getRestAddress().get())
              .parseAndRun(
                  new String[] {
                    "run",
                    "-c",
                    "io.plumbline.jobs.BackfillJob",
                    JAR.toString(),
                    "--config",
                    input.resolve(Simulation.CONFIGURATION_FILE).toString(),
                    "--exposures",
                    input.resolve(Simulation.EXPOSURES_FILE).toString(),
                    "--events",
                    input.resolve(Simulation.EVENTS_FILE).toString(),
                    "--timing.tick",
                    "PT24H",
                    "--catalog.type",
                    "hadoop",
                    "--catalog.warehouse",
                    warehouse.toString()
                  });
      assertThat(exit).isZero();
    } finally {
      cluster.closeAsync().get();
    }
    DuckDbReader tables = new DuckDbReader(CatalogConfig.embedded(warehouse));
    assertThat(tables.rows(Table.VARIANT_METRICS)).isNotEmpty();
    assertThat(tables.rows(Table.SRM_CHECKS)).isNotEmpty();
  }

  private static MiniClusterConfiguration cluster() {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    return new MiniClusterConfiguration.Builder()
        .setConfiguration(configuration)
        .setNumTaskManagers(1)
        .setNumSlotsPerTaskManager(2)
        .withRandomPorts()
        .build();
  }

  private static CliFrontend client(URI rest) {
    Configuration configuration = new Configuration();
    configuration.set(DeploymentOptions.TARGET, "remote");
    configuration.set(RestOptions.ADDRESS, rest.getHost());
    configuration.set(RestOptions.PORT, rest.getPort());
    return new CliFrontend(configuration, List.of(new DefaultCLI()));
  }
}
