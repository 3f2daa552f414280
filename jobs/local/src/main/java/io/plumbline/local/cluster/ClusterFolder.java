package io.plumbline.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a cluster keeps what: its state file, process files, logs, configuration and data.
 *
 * @param root absolute
 */
record ClusterFolder(Path root) {

  static ClusterFolder of(Path root) {
    return new ClusterFolder(root.toAbsolutePath().normalize());
  }

  /** Makes what is missing. */
  void create() throws IOException {
    for (Path folder :
        List.of(
            processes(),
            logs(),
            flinkConf(),
            flinkProgram().getParent(),
            zookeeper(),
            registry(),
            postgres(),
            checkpoints(),
            savepoints(),
            highAvailability(),
            temporary())) {
      Files.createDirectories(folder);
    }
  }

  Path state() {
    return root.resolve("cluster.properties");
  }

  Path lock() {
    return root.resolve(".lock");
  }

  Path processes() {
    return root.resolve("run");
  }

  Path processFile(String name) {
    return processes().resolve(name + ".pid");
  }

  Path logs() {
    return root.resolve("logs");
  }

  /** What a program logs. */
  Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** What it prints besides. */
  Path output(String name) {
    return logs().resolve(name + ".out");
  }

  Path configuration() {
    return root.resolve("conf");
  }

  Path kafkaProperties() {
    return configuration().resolve("kafka.properties");
  }

  Path zookeeperProperties() {
    return configuration().resolve("zookeeper.properties");
  }

  Path logging() {
    return configuration().resolve("log4j2.properties");
  }

  /** Flink's command line, as a program. */
  Path flinkProgram() {
    return root.resolve("bin").resolve("flink");
  }

  /** What FLINK_CONF_DIR names. */
  Path flinkConf() {
    return configuration().resolve("flink");
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path registry() {
    return root.resolve("registry");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  Path zookeeper() {
    return root.resolve("zookeeper");
  }

  Path checkpoints() {
    return root.resolve("flink").resolve("checkpoints");
  }

  Path savepoints() {
    return root.resolve("flink").resolve("savepoints");
  }

  Path highAvailability() {
    return root.resolve("flink").resolve("ha");
  }

  Path temporary() {
    return root.resolve("flink").resolve("tmp");
  }
}
