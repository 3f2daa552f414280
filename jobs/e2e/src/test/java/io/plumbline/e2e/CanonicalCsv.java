package io.plumbline.e2e;

import io.plumbline.schemas.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tables as sorted CSV, without the columns that tell of processing: equal rows, equal text. */
final class CanonicalCsv {
  private static final Set<String> EXEMPT =
      Set.of("published_at", "ingested_at", "positions", "topic", "kafka_offset");

  private CanonicalCsv() {}

  /** Table name to text, rows in order of their text under a header. */
  static Map<String, String> of(Map<String, List<Map<String, Object>>> tables) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Table table : Table.values()) {
      List<String> columns =
          table.schema().getFields().stream()
              .map(field -> field.name())
              .filter(name -> !EXEMPT.contains(name))
              .toList();
      texts.put(
          table.tableName(),
          tables.get(table.tableName()).stream()
              .map(row -> columns.stream().map(c -> text(row.get(c))).collect(joined()))
              .sorted()
              .collect(Collectors.joining("\n", columns.stream().collect(joined()) + "\n", "\n")));
    }
    return texts;
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(",");
  }

  /** Null is nothing, a text is quoted; doubles with all their digits, maps by key. */
  private static String text(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof String string) {
      return '"' + string.replace("\"", "\"\"") + '"';
    }
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, String> sorted = new TreeMap<>();
      map.forEach((key, item) -> sorted.put(key.toString(), text(item)));
      return text(sorted.toString());
    }
    return value.toString();
  }
}
