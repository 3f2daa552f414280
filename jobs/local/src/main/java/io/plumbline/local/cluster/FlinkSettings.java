package io.plumbline.local.cluster;

import static java.util.Map.entry;

import io.plumbline.local.cluster.ClusterState.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.YamlParserUtils;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * Flink's configuration of this cluster: what {@code flink-conf} says, then ports and folders, then
 * what was asked for.
 */
final class FlinkSettings {
  private static final String FILE = "config.yaml";

  private FlinkSettings() {}

  /** Writes the config.yaml that every process of Flink and its client read. */
  static void write(ClusterFolder folder, ClusterState state, Runtimes runtimes)
      throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String file :
        List.of(
            "base.yaml", "session.yaml", state.shape().stateBackend().overlay(), "machine.yaml")) {
      settings.putAll(read(runtimes.flinkConf().resolve(file)));
    }
    settings.putAll(ofThisCluster(folder, state));
    settings.putAll(state.shape().settings());
    List<String> lines = new ArrayList<>();
    lines.add("# Written by `plumbline up` from flink-conf/; what is changed here is overwritten.");
    settings.forEach((key, value) -> lines.add(key + ": " + quoted(value)));
    Files.write(folder.flinkConf().resolve(FILE), lines);
  }

  /** The settings of a file, their values as texts. */
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    try {
      YamlParserUtils.loadYamlFile(file.toFile())
          .forEach((key, value) -> settings.put(key, String.valueOf(value)));
    } catch (Exception e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    return settings;
  }

  private static Map<String, String> ofThisCluster(ClusterFolder folder, ClusterState state) {
    String rest = String.valueOf(state.port(Port.FLINK_REST));
    return Map.ofEntries(
        entry("rest.port", rest),
        entry("rest.bind-port", rest),
        entry("blob.server.port", String.valueOf(state.port(Port.FLINK_BLOB))),
        entry("high-availability.jobmanager.port", String.valueOf(state.port(Port.FLINK_RPC))),
        entry("high-availability.zookeeper.quorum", state.address(Port.ZOOKEEPER)),
        entry("high-availability.storageDir", folder.highAvailability().toUri().toString()),
        entry("execution.checkpointing.dir", folder.checkpoints().toUri().toString()),
        entry("execution.checkpointing.savepoint-dir", folder.savepoints().toUri().toString()),
        entry("io.tmp.dirs", folder.temporary().toString()),
        entry("web.tmpdir", folder.temporary().toString()),
        entry("taskmanager.numberOfTaskSlots", String.valueOf(state.shape().slots())));
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * The flags of a JVM and the settings that a process of Flink does not start without.
   *
   * @param flags of the JVM
   * @param arguments of the program
   */
  record Launch(List<String> flags, List<String> arguments) {}

  static Launch jobManager(ClusterFolder folder) {
    Configuration configuration = load(folder);
    JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(configuration);
    return launch(
        configuration,
        CoreOptions.FLINK_JM_JVM_OPTIONS,
        JobManagerProcessUtils.generateJvmParametersStr(memory, configuration),
        JobManagerProcessUtils.generateDynamicConfigsStr(memory));
  }

  static Launch taskManager(ClusterFolder folder) {
    Configuration configuration = load(folder);
    TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
    return launch(
        configuration,
        CoreOptions.FLINK_TM_JVM_OPTIONS,
        ProcessMemoryUtils.generateJvmParametersStr(memory),
        TaskExecutorProcessUtils.generateDynamicConfigsStr(memory));
  }

  /** Of the client, which runs the main of a job. */
  static List<String> clientFlags(ClusterFolder folder) {
    return words(load(folder).get(CoreOptions.FLINK_JVM_OPTIONS));
  }

  private static Configuration load(ClusterFolder folder) {
    return GlobalConfiguration.loadConfiguration(folder.flinkConf().toString());
  }

  private static Launch launch(
      Configuration configuration, ConfigOption<String> own, String memory, String dynamic) {
    List<String> flags = new ArrayList<>(words(memory));
    flags.addAll(words(configuration.get(CoreOptions.FLINK_JVM_OPTIONS)));
    flags.addAll(words(configuration.get(own)));
    return new Launch(flags, words(dynamic));
  }

  private static List<String> words(String text) {
    return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
