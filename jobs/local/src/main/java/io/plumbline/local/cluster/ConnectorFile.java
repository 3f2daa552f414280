package io.plumbline.local.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A connector of Debezium as its file says it.
 *
 * @param name of the file, without .json
 * @param settings as Connect takes them
 */
record ConnectorFile(String name, Map<String, String> settings) {
  private static final String ENDING = ".json";

  /**
   * @throws ClusterException when it is not an object of texts
   */
  static ConnectorFile read(Path file) throws IOException {
    String name = file.getFileName().toString();
    try {
      Map<String, String> settings =
          new ObjectMapper()
              .readValue(Files.readString(file), new TypeReference<Map<String, String>>() {});
      return new ConnectorFile(
          name.substring(0, name.length() - ENDING.length()), new TreeMap<>(settings));
    } catch (JsonProcessingException e) {
      throw new ClusterException(file + " is not an object of texts: " + e.getMessage(), e);
    }
  }

  String publication() {
    return required("publication.name");
  }

  /** Of the changes of a table. */
  String topic(String schema, String table) {
    return "%s.%s.%s".formatted(prefix(), schema, table);
  }

  /** Of the transactions' beginnings and ends. */
  String transactionTopic() {
    return prefix() + ".transaction";
  }

  /** Of the connector's own heartbeats. */
  String heartbeatTopic() {
    return "__debezium-heartbeat." + prefix();
  }

  private String prefix() {
    return required("topic.prefix");
  }

  private String required(String key) {
    String value = settings.get(key);
    if (value == null) {
      throw new ClusterException("connector %s has no %s".formatted(name, key));
    }
    return value;
  }
}
