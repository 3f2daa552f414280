package io.plumbline.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.types.Row;

/** Reference vectors as rows of one JSON table, and what must come out for each. */
final class VectorTable {

  /** Checks the row of results that one vector gave. */
  interface Check {
    void accept(Row results);
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> lines = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();

  /** An empty row of this kind; {@link #add} it when it is filled. */
  static ObjectNode row(String kind) {
    return JSON.createObjectNode().put("kind", kind);
  }

  void add(ObjectNode row, Check check) {
    row.put("id", checks.size());
    lines.add(row.toString());
    checks.add(check);
  }

  int size() {
    return checks.size();
  }

  void write(Path directory) throws IOException {
    Files.write(directory.resolve("vectors.json"), lines);
  }

  /** Checks every row; the first column is the id. */
  void check(List<Row> rows) {
    assertThat(rows).hasSize(checks.size());
    for (Row row : rows) {
      int id = row.<Integer>getFieldAs(0);
      try {
        checks.get(id).accept(row);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(lines.get(id) + " gave " + row + ": " + e.getMessage(), e);
      }
    }
  }

  static ArrayNode array(double... values) {
    ArrayNode array = JSON.createArrayNode();
    for (double value : values) {
      array.add(value);
    }
    return array;
  }

  static ArrayNode array(JsonNode... values) {
    ArrayNode array = JSON.createArrayNode();
    for (JsonNode value : values) {
      array.add(value);
    }
    return array;
  }

  /** Within 1e-9 of the reference, relative to the larger of it and the scale. */
  static void assertClose(Object found, double reference, double scale) {
    assertThat((Double) found)
        .isCloseTo(reference, within(1e-9 * Math.max(Math.abs(reference), scale)));
  }

  /** A log e-value, within 1e-12 max(1, |log E|). */
  static void assertLogE(Object found, double reference) {
    assertThat((Double) found)
        .isCloseTo(reference, within(1e-12 * Math.max(1, Math.abs(reference))));
  }
}
