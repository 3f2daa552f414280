package io.plumbline.local.cluster;

import java.io.IOException;
import java.util.List;
import org.apache.flink.configuration.Configuration;

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
}
