package io.plumbline.local.cluster;

import io.plumbline.local.cluster.ClusterShape.ConfigurationDatabase;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is chosen once for a cluster and kept in a file, so that whatever died comes back under the
 * same address.
 *
 * @param id tells this cluster's processes from all others
 * @param kafkaId Kafka's own id of the cluster
 * @param shape as last asked for
 */
record ClusterState(String id, String kafkaId, Map<Port, Integer> ports, ClusterShape shape) {

  /** What listens at a port that does not change. */
  enum Port {
    KAFKA("kafka.port"),
    KAFKA_CONTROLLER("kafka.controller-port"),
    REGISTRY("registry.port"),
    ZOOKEEPER("zookeeper.port"),
    POSTGRES("postgres.port"),
    CONNECT("connect.port"),
    FLINK_REST("flink.rest-port"),
    FLINK_RPC("flink.rpc-port"),
    FLINK_BLOB("flink.blob-port");

    private final String key;

    Port(String key) {
      this.key = key;
    }
  }

  /** Not in the files of earlier versions. */
  private static final Set<Port> LATER = Set.of(Port.POSTGRES, Port.CONNECT);

  private static final String ID = "id";
  private static final String KAFKA_ID = "kafka.id";
  private static final String TASK_MANAGERS = "flink.task-managers";
  private static final String SLOTS = "flink.slots";
  private static final String STATE_BACKEND = "flink.state-backend";
  private static final String CONFIGURATION_DATABASE = "configuration-database";
  private static final String SETTING = "flink.setting.";

  static ClusterState create(ClusterShape shape) {
    Map<Port, Integer> ports = new LinkedHashMap<>();
    Iterator<Integer> free = Ports.free(Port.values().length, Set.of()).iterator();
    for (Port port : Port.values()) {
      ports.put(port, free.next());
    }
    return new ClusterState(
        UUID.randomUUID().toString(), kafkaUuid(UUID.randomUUID()), ports, shape);
  }

  /** Empty when the folder holds no cluster. */
  static Optional<ClusterState> read(ClusterFolder folder) {
    Path file = folder.state();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      Map<Port, Integer> ports = ports(properties);
      return Optional.of(
          new ClusterState(
              properties.getProperty(ID),
              properties.getProperty(KAFKA_ID),
              ports,
              shape(properties)));
    } catch (IOException | IllegalArgumentException e) {
      throw new ClusterException(
          file + " is not what `up` wrote (" + e.getMessage() + "); remove " + folder.root(), e);
    }
  }

  private static Map<Port, Integer> ports(Properties properties) {
    Map<Port, Integer> ports = new LinkedHashMap<>();
    for (Port port : Port.values()) {
      String number = properties.getProperty(port.key);
      // A cluster of an earlier version goes on, with a port for what it did not have.
      boolean isNew = number == null && LATER.contains(port);
      ports.put(
          port,
          isNew
              ? Ports.free(1, Set.copyOf(ports.values())).iterator().next()
              : Integer.parseInt(number));
    }
    return ports;
  }

  void write(ClusterFolder folder) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(ID, id);
    properties.setProperty(KAFKA_ID, kafkaId);
    ports.forEach((port, number) -> properties.setProperty(port.key, String.valueOf(number)));
    properties.setProperty(TASK_MANAGERS, String.valueOf(shape.taskManagers()));
    properties.setProperty(SLOTS, String.valueOf(shape.slots()));
    properties.setProperty(STATE_BACKEND, shape.stateBackend().name());
    properties.setProperty(CONFIGURATION_DATABASE, shape.configurationDatabase().name());
    shape.settings().forEach((key, value) -> properties.setProperty(SETTING + key, value));
    Path written = folder.root().resolve("cluster.properties.new");
    try (Writer writer = Files.newBufferedWriter(written)) {
      properties.store(writer, "Written by `plumbline up`; ports are chosen once.");
    }
    Files.move(
        written,
        folder.state(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  ClusterState with(ClusterShape other) {
    return new ClusterState(id, kafkaId, ports, other);
  }

  private static ClusterShape shape(Properties properties) {
    Map<String, String> settings = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(SETTING)) {
        settings.put(key.substring(SETTING.length()), properties.getProperty(key));
      }
    }
    return new ClusterShape(
        Integer.parseInt(properties.getProperty(TASK_MANAGERS)),
        Integer.parseInt(properties.getProperty(SLOTS)),
        ClusterShape.StateBackend.valueOf(properties.getProperty(STATE_BACKEND)),
        ConfigurationDatabase.valueOf(
            properties.getProperty(CONFIGURATION_DATABASE, ConfigurationDatabase.LEFT_OUT.name())),
        settings);
  }

  int port(Port port) {
    return ports.get(port);
  }

  String address(Port port) {
    return LocalCluster.HOST + ":" + port(port);
  }

  String url(Port port) {
    return "http://" + address(port);
  }

  /**
   * Kafka writes a UUID as 22 characters of Base64. One bit is left out, so that the first of them
   * is a letter: Kafka's tool takes a leading hyphen for an option.
   */
  static String kafkaUuid(UUID uuid) {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (uuid.getMostSignificantBits() >>> (56 - 8 * i));
      bytes[8 + i] = (byte) (uuid.getLeastSignificantBits() >>> (56 - 8 * i));
    }
    bytes[0] &= Byte.MAX_VALUE;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
