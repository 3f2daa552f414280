package io.plumbline.local.cluster;

import java.io.IOException;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/** What {@code flink-conf} says, for a cluster inside this process. */
public final class FlinkConf {

  private FlinkConf() {}

  /** Of every cluster, and of those that keep state there. */
  public static Configuration of(ClusterShape.StateBackend backend) throws IOException {
    Configuration configuration = new Configuration();
    for (String file : List.of("base.yaml", backend.overlay())) {
      FlinkSettings.read(Runtimes.ofThisCheckout().flinkConf().resolve(file))
          .forEach(configuration::setString);
    }
    return configuration;
  }

  /** Of the cluster inside this process that a bounded run makes. */
  public static Configuration ofLocalRuns() {
    return GlobalConfiguration.loadConfiguration(
        Runtimes.ofThisCheckout().flinkConf().resolve("local").toString());
  }
}
