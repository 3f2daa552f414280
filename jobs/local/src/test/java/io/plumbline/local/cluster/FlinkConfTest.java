package io.plumbline.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of flink-conf: known to this Flink, and in agreement with each other. */
class FlinkConfTest {
  private static final Path FOLDER = Runtimes.ofThisCheckout().flinkConf();

  /** Where Flink declares the options that the files may hold. */
  private static final List<Class<?>> OPTIONS =
      List.of(
          BlobServerOptions.class,
          CheckpointingOptions.class,
          CoreOptions.class,
          DeploymentOptions.class,
          HeartbeatManagerOptions.class,
          HighAvailabilityOptions.class,
          JobManagerOptions.class,
          PipelineOptions.class,
          RestOptions.class,
          RestartStrategyOptions.class,
          RocksDBOptions.class,
          SecurityOptions.class,
          StateBackendOptions.class,
          TaskManagerOptions.class,
          WebOptions.class);

  @TempDir private Path folder;

  /** What is used together. */
  static Stream<List<String>> combinations() {
    return Stream.of("state-heap.yaml", "state-rocksdb.yaml")
        .flatMap(
            state ->
                Stream.of(
                    List.of("base.yaml", "session.yaml", state),
                    List.of("base.yaml", "session.yaml", state, "machine.yaml"),
                    List.of("base.yaml", "session.yaml", state, "../docker/flink/compose.yaml"),
                    List.of("base.yaml", "application.yaml", state)));
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> tree = Files.walk(FOLDER)) {
      return Stream.concat(
          tree.filter(path -> path.toString().endsWith(".yaml")).toList().stream(),
          Stream.of(FOLDER.resolveSibling(Path.of("docker", "flink", "compose.yaml"))));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyKeyIsKnownUnderItsNameOfTodayAndEveryValueCanBeRead(Path file) throws Exception {
    Map<String, ConfigOption<?>> known = knownOptions();
    Map<String, String> settings = FlinkSettings.read(file);
    assertThat(settings).isNotEmpty();
    Configuration configuration = Configuration.fromMap(settings);
    for (String key : settings.keySet()) {
      assertThat(known).as(file + ": Flink's options").containsKey(key);
      assertThat((Object) configuration.get(known.get(key))).as(file + ": " + key).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void noKeyStandsTwiceInWhatIsUsedTogether(List<String> files) throws IOException {
    Map<String, String> places = new HashMap<>();
    for (String file : files) {
      for (String key : FlinkSettings.read(FOLDER.resolve(file)).keySet()) {
        assertThat(places.put(key, file)).as(key + " of " + file + " stands too in").isNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void theConcatenationIsAConfigurationWithWhatTheJobsRestOn(List<String> files)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (String file : files) {
      lines.addAll(Files.readAllLines(FOLDER.resolve(file)));
    }
    Path whole = folder.resolve("config.yaml");
    Files.write(whole, lines);
    Configuration configuration = Configuration.fromMap(FlinkSettings.read(whole));

    assertThat(configuration.get(CheckpointingOptions.ENABLE_UNALIGNED)).isFalse();
    assertThat(configuration.get(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS)).isEqualTo(1);
    assertThat(configuration.get(CheckpointingOptions.CHECKPOINTING_INTERVAL)).isPositive();
    assertThat(configuration.get(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION))
        .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    assertThat(
            configuration.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS))
        .isLessThan(100);
    assertThat(configuration.get(HighAvailabilityOptions.HA_MODE)).isEqualTo("zookeeper");
    assertThat(configuration.get(StateBackendOptions.STATE_BACKEND))
        .isEqualTo(files.contains("state-heap.yaml") ? "hashmap" : "rocksdb");
  }

  @Test
  void theClusterOfThisMachineIsBuiltOfThemAndOfItsOwn() throws IOException {
    ClusterFolder cluster = ClusterFolder.of(folder);
    cluster.create();
    ClusterState state =
        ClusterState.create(
            ClusterShape.DEFAULT
                .withSlots(3)
                .withStateBackend(ClusterShape.StateBackend.ROCKSDB)
                .withSetting("execution.checkpointing.interval", "2 s"));
    FlinkSettings.write(cluster, state, Runtimes.ofThisCheckout());

    Map<String, String> written = FlinkSettings.read(cluster.flinkConf().resolve("config.yaml"));

    Map<String, ConfigOption<?>> known = knownOptions();
    assertThat(known).containsKeys(written.keySet().toArray(String[]::new));
    assertThat(written)
        .containsEntry("taskmanager.numberOfTaskSlots", "3")
        .containsEntry("state.backend.type", "rocksdb")
        .containsEntry("execution.checkpointing.interval", "2 s")
        .containsEntry("rest.bind-address", "127.0.0.1");
    assertThat(FlinkSettings.taskManager(cluster).flags())
        .contains("--add-opens=java.base/java.lang=ALL-UNNAMED")
        .anyMatch(flag -> flag.startsWith("-Xmx"))
        .anyMatch(flag -> flag.startsWith("-XX:MaxMetaspaceSize"));
    assertThat(FlinkSettings.jobManager(cluster).arguments())
        .anyMatch(argument -> argument.startsWith("jobmanager.memory.heap.size="));
  }

  private static Map<String, ConfigOption<?>> knownOptions() {
    Map<String, ConfigOption<?>> options = new TreeMap<>();
    for (Class<?> owner : OPTIONS) {
      for (Field field : owner.getFields()) {
        if (Modifier.isStatic(field.getModifiers())
            && ConfigOption.class.isAssignableFrom(field.getType())) {
          try {
            ConfigOption<?> option = (ConfigOption<?>) field.get(null);
            options.put(option.key(), option);
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
    return options;
  }
}
