package io.plumbline.operators.codec.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.core.configuration.RowChange;
import io.plumbline.core.configuration.TransactionBoundary;
import io.plumbline.operators.codec.MalformedException;
import io.plumbline.operators.codec.WriterSchemas;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.avro.Schema;

/**
 * Captures of a real connector, that lie outside the project, in the directory shared/data/cdc
 * beside one of the ancestors of the working directory. Tests over them are skipped where it is
 * absent.
 */
final class Captures {
  private static final Path FOLDER = find();

  /** A record as it was in its topic; null for a key or value that was null. */
  record Captured(String topic, int partition, long offset, byte[] key, byte[] value) {}

  private Captures() {}

  private static Path find() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolve("shared").resolve("data").resolve("cdc");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return null;
  }

  /** The file's records; skips the calling test if it is absent. */
  static List<Captured> read(String name) throws IOException {
    assumeTrue(FOLDER != null, "no shared/data/cdc beside any ancestor; skipped");
    List<Captured> records = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FOLDER.resolve(name + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Map<?, ?> record = object(line);
        records.add(
            new Captured(
                (String) record.get("topic"),
                ((Long) record.get("partition")).intValue(),
                (Long) record.get("offset"),
                bytes(record, "key"),
                bytes(record, "value")));
      }
    }
    return records;
  }

  private static byte[] bytes(Map<?, ?> record, String part) {
    if (record.get(part + "B64") instanceof String base64) {
      return Base64.getDecoder().decode(base64);
    }
    return record.get(part) instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : null;
  }

  private static Map<?, ?> object(String text) throws IOException {
    try {
      return (Map<?, ?>) JsonValues.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The schemas beside the captures in Avro. */
  static WriterSchemas schemas() throws IOException {
    Map<Integer, Schema> schemas = new HashMap<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve("avro-schemas"))) {
      for (Path file : files.toList()) {
        Map<?, ?> answer = object(Files.readString(file));
        schemas.put(
            ((Long) answer.get("id")).intValue(),
            new Schema.Parser().parse((String) answer.get("schema")));
      }
    }
    return id -> {
      if (!schemas.containsKey(id)) {
        throw MalformedException.unreadable("no schema " + id);
      }
      return schemas.get(id);
    };
  }

  /** What the decoder makes of the file's records, all of which it can read. */
  static List<CdcRecord> decode(String name) throws IOException {
    List<Captured> captured = read(name);
    CdcDecoder decoder = new CdcDecoder(name.startsWith("avro") ? schemas() : null);
    List<CdcRecord> records = new ArrayList<>();
    for (Captured record : captured) {
      decode(decoder, record).ifPresent(records::add);
    }
    assertThat(records).allMatch(record -> record.refused() == null);
    return records;
  }

  static Optional<CdcRecord> decode(CdcDecoder decoder, Captured record) throws IOException {
    return decoder.decode(
        record.topic(), record.partition(), record.offset(), record.key(), record.value());
  }

  static List<RowChange> changes(String name) throws IOException {
    return decode(name).stream().map(CdcRecord::change).toList();
  }

  static List<TransactionBoundary> boundaries(String name) throws IOException {
    return decode(name).stream().map(CdcRecord::boundary).toList();
  }
}
