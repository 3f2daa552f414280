package io.plumbline.local.cluster;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a cluster consists of, as far as one can choose.
 *
 * @param taskManagers processes, at least 1
 * @param slots tasks side by side in each, at least 1
 * @param settings of Flink, instead of those of {@code flink-conf}
 */
public record ClusterShape(
    int taskManagers,
    int slots,
    StateBackend stateBackend,
    ConfigurationDatabase configurationDatabase,
    Map<String, String> settings) {

  /** Where the state of jobs lies. */
  public enum StateBackend {
    HEAP,
    ROCKSDB;

    /** The name of its overlay. */
    String overlay() {
      return "state-" + name().toLowerCase(Locale.ROOT) + ".yaml";
    }
  }

  /** Whether there is a Postgres to set experiments up in, and Kafka Connect to capture it. */
  public enum ConfigurationDatabase {
    INCLUDED,
    LEFT_OUT
  }

  /** One task manager with room for the jobs at the base configuration's parallelism. */
  public static final ClusterShape DEFAULT =
      new ClusterShape(1, 8, StateBackend.HEAP, ConfigurationDatabase.INCLUDED, Map.of());

  private static final int MOST_TASK_MANAGERS = 8;
  private static final int MOST_SLOTS = 64;

  /**
   * @throws IllegalArgumentException naming what was found and what is allowed
   */
  public ClusterShape {
    require("task managers", taskManagers, MOST_TASK_MANAGERS);
    require("slots", slots, MOST_SLOTS);
    settings = Map.copyOf(settings);
  }

  public ClusterShape withTaskManagers(int count) {
    return new ClusterShape(count, slots, stateBackend, configurationDatabase, settings);
  }

  public ClusterShape withSlots(int count) {
    return new ClusterShape(taskManagers, count, stateBackend, configurationDatabase, settings);
  }

  public ClusterShape withStateBackend(StateBackend backend) {
    return new ClusterShape(taskManagers, slots, backend, configurationDatabase, settings);
  }

  public ClusterShape with(ConfigurationDatabase database) {
    return new ClusterShape(taskManagers, slots, stateBackend, database, settings);
  }

  /** For whoever writes the topic of the configuration himself. */
  public ClusterShape withoutConfiguration() {
    return with(ConfigurationDatabase.LEFT_OUT);
  }

  boolean hasConfiguration() {
    return configurationDatabase == ConfigurationDatabase.INCLUDED;
  }

  public ClusterShape withSetting(String key, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(key, value);
    return new ClusterShape(taskManagers, slots, stateBackend, configurationDatabase, more);
  }

  /**
   * For one that ends before the second compiler and the collector of large heaps would pay.
   * Without the second compiler the room for compiled code is a fifth, which several jobs fill.
   */
  public ClusterShape shortLived() {
    return withSetting(
        "env.java.opts.taskmanager",
        "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC");
  }

  /** Whether processes of the other shape could go on in this one. */
  boolean fits(ClusterShape other) {
    return equals(other.withTaskManagers(taskManagers).with(configurationDatabase));
  }

  private static void require(String what, int found, int most) {
    if (found < 1 || found > most) {
      throw new IllegalArgumentException("%s: %d (allowed: 1 to %d)".formatted(what, found, most));
    }
  }
}
