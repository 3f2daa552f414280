package io.plumbline.e2e.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.e2e.oracle.CapturedCommit.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts Debezium's records of all tables back into the transactions they were made in, in the order
 * of {@code <prefix>.transaction}. JSON without schemas, one partition a topic.
 */
final class CapturedLog {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, TreeMap<Long, Row>> rowsOf = new HashMap<>();
  private final List<Change> snapshot = new ArrayList<>();
  private final Map<String, JsonNode> ends = new LinkedHashMap<>();

  private record Row(long committedAt, Change change) {}

  private CapturedLog() {}

  /**
   * Of transactions whose end or rows have not come, and of all after them, nothing is told.
   *
   * @param messages of all topics; those of each in the order of its offsets
   */
  static List<CapturedCommit> commits(List<CapturedMessage> messages, String prefix) {
    CapturedLog log = new CapturedLog();
    for (CapturedMessage message : messages) {
      if (message.value() != null) {
        log.add(message, prefix);
      }
    }
    return log.commits();
  }

  private void add(CapturedMessage message, String prefix) {
    JsonNode value = parsed(message.value());
    if (message.topic().equals(prefix + ".transaction")) {
      if (value.get("status").asText().equals("END")) {
        ends.putIfAbsent(transaction(value.get("id")), value);
      }
    } else if (value.path("transaction").isNull()) {
      addSnapshotRow(message, value);
    } else {
      JsonNode transaction = value.get("transaction");
      long committedAt = value.get("source").get("ts_ms").asLong();
      // delivered again, it is the same
      rowsOf
          .computeIfAbsent(transaction(transaction.get("id")), id -> new TreeMap<>())
          .putIfAbsent(
              transaction.get("total_order").asLong(),
              new Row(committedAt, change(value, message.key())));
    }
  }

  private void addSnapshotRow(CapturedMessage message, JsonNode value) {
    if (!value.get("op").asText().equals("r")
        || value.get("source").get("snapshot").asText().equals("incremental")) {
      throw new UnsupportedOperationException("no transaction: " + message.value());
    }
    snapshot.add(change(value, message.key()));
  }

  private List<CapturedCommit> commits() {
    List<CapturedCommit> commits = new ArrayList<>();
    commits.add(new CapturedCommit(null, Configuration.EVER, snapshot));
    for (Map.Entry<String, JsonNode> end : ends.entrySet()) {
      TreeMap<Long, Row> rows = rowsOf.getOrDefault(end.getKey(), new TreeMap<>());
      if (rows.size() < end.getValue().get("event_count").asInt()) {
        break;
      }
      if (!rows.isEmpty()) {
        long committedAt = rows.firstEntry().getValue().committedAt();
        List<Change> changes = rows.values().stream().map(Row::change).toList();
        commits.add(new CapturedCommit(end.getKey(), committedAt, changes));
      }
    }
    return commits;
  }

  private static Change change(JsonNode value, String key) {
    JsonNode after = value.get("after");
    return new Change(
        value.get("source").get("table").asText(),
        value.get("op").asText(),
        key,
        after == null || after.isNull() ? null : after);
  }

  /** What stands before the colon: the rest differs from record to record. */
  private static String transaction(JsonNode id) {
    return id.asText().replaceFirst(":.*", "");
  }

  static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
