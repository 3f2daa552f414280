package io.plumbline.e2e.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Reads the lines of CSV and NDJSON files, gzipped or not, and sorts out what cannot be read. */
final class RecordReader {

  private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
  private static final int LONGEST_ID_BYTES = 1024;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final boolean exposures;
  private final Map<Object, Object> pool = new HashMap<>();
  private final List<InputRecord> records = new ArrayList<>();
  private final List<String> malformed = new ArrayList<>();

  private RecordReader(boolean exposures) {
    this.exposures = exposures;
  }

  /** What a set of files holds. */
  record Content(List<InputRecord> records, List<String> malformed) {}

  static Content exposures(List<Path> files) throws IOException {
    return read(files, true);
  }

  static Content events(List<Path> files) throws IOException {
    return read(files, false);
  }

  private static Content read(List<Path> files, boolean exposures) throws IOException {
    RecordReader reader = new RecordReader(exposures);
    for (Path file : files) {
      reader.readFile(file);
    }
    return new Content(reader.records, reader.malformed);
  }

  private void readFile(Path file) throws IOException {
    String name = file.getFileName().toString();
    try (BufferedReader reader = open(file)) {
      List<String> header = name.contains(".csv") ? cells(reader.readLine()) : null;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        try {
          records.add(header == null ? ofJson(line) : ofCells(header, cells(line)));
        } catch (MalformedException | DateTimeException | ArithmeticException e) {
          malformed.add(line);
        }
      }
    }
  }

  static BufferedReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
  }

  private InputRecord ofCells(List<String> header, List<String> cells) throws MalformedException {
    Map<String, String> fields = new TreeMap<>();
    SortedMap<String, String> units = new TreeMap<>();
    SortedMap<String, String> attributes = new TreeMap<>();
    for (int i = 0; i < header.size() && i < cells.size(); i++) {
      String field = header.get(i);
      if (cells.get(i).isEmpty()) {
        continue;
      }
      if (field.startsWith("attributes.")) {
        attributes.put(field.substring("attributes.".length()), cells.get(i));
      } else if (field.startsWith("unit_ids.")) {
        units.put(field.substring("unit_ids.".length()), cells.get(i));
      } else {
        fields.put(field, cells.get(i));
      }
    }
    return record(fields, units, attributes);
  }

  private InputRecord ofJson(String line) throws MalformedException {
    JsonNode root;
    try {
      root = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new MalformedException();
    }
    if (!(root instanceof ObjectNode object)) {
      throw new MalformedException();
    }
    Map<String, String> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue().isValueNode() && !field.getValue().isNull()) {
        fields.put(field.getKey(), field.getValue().asText());
      }
    }
    return record(fields, texts(object.get("unit_ids")), texts(object.get("attributes")));
  }

  private static SortedMap<String, String> texts(JsonNode node) {
    SortedMap<String, String> texts = new TreeMap<>();
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (!entry.getValue().isNull()) {
          texts.put(entry.getKey(), entry.getValue().asText());
        }
      }
    }
    return texts;
  }

  private InputRecord record(
      Map<String, String> fields,
      SortedMap<String, String> units,
      SortedMap<String, String> attributes)
      throws MalformedException {
    units.values().removeIf(String::isEmpty);
    if (!fields.getOrDefault("unit_id", "").isEmpty()) {
      units.put(fields.getOrDefault("unit_type", "user"), fields.get("unit_id"));
    }
    long time = time(required(fields, "event_time"));
    if (time < EARLIEST || time >= LATEST || units.isEmpty()) {
      throw new MalformedException();
    }
    String experiment = exposures ? id(required(fields, "experiment_key")) : null;
    String variant = exposures ? id(required(fields, "variant_key")) : null;
    String eventName = exposures ? null : id(required(fields, "event_name"));
    for (Map.Entry<String, String> unit : units.entrySet()) {
      id(unit.getKey());
      id(unit.getValue());
    }
    Double value = exposures ? null : value(fields.get("value"));
    String id = id(fields.getOrDefault(exposures ? "exposure_id" : "event_id", ""));
    return new InputRecord(
        id.isEmpty() ? null : id,
        shared(experiment),
        shared(variant),
        shared(eventName),
        shared(units),
        time,
        null,
        value,
        shared(attributes));
  }

  /** Equal values are kept once. */
  @SuppressWarnings("unchecked")
  private <T> T shared(T value) {
    return value == null ? null : (T) pool.computeIfAbsent(value, v -> v);
  }

  private static String required(Map<String, String> fields, String field)
      throws MalformedException {
    String text = fields.get(field);
    if (text == null || text.isEmpty()) {
      throw new MalformedException();
    }
    return text;
  }

  private static String id(String text) throws MalformedException {
    if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_ID_BYTES) {
      throw new MalformedException();
    }
    return text;
  }

  private static long time(String text) {
    if (text.chars().allMatch(Character::isDigit)) {
      return Long.parseLong(text.length() > 18 ? "9".repeat(18) : text);
    }
    return OffsetDateTime.parse(text).toInstant().toEpochMilli();
  }

  private static Double value(String text) throws MalformedException {
    if (text == null) {
      return null;
    }
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new MalformedException();
    }
  }

  /** Cells of one CSV line; a doubled quote inside quotes is a quote. */
  static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  private static final class MalformedException extends Exception {
    MalformedException() {
      super("malformed");
    }
  }
}
