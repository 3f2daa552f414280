package io.plumbline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A released schema is committed under compatibility/ and stays readable, both ways, for ever. */
class CompatibilityTest {
  private static final Path COMMITTED = Path.of("src/test/resources/compatibility");

  record Version(String release, String name, Schema schema) {
    @Override
    public String toString() {
      return release + "/" + name;
    }
  }

  static List<Version> committed() throws IOException {
    try (Stream<Path> files = Files.walk(COMMITTED)) {
      return files
          .filter(file -> file.toString().endsWith(".avsc"))
          .sorted()
          .map(CompatibilityTest::version)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("committed")
  void everyCommittedVersionAndTheCurrentOneReadEachOther(Version older) {
    Map<String, Schema> current = CurrentSchemas.all();
    assertThat(current).as("a released schema is never dropped").containsKey(older.name());
    assertThat(Compatibility.breaks(current.get(older.name()), older.schema())).isEmpty();
  }

  @Test
  void everyCurrentSchemaHasACommittedVersion() throws IOException {
    assertThat(committed().stream().map(Version::name)).containsAll(CurrentSchemas.all().keySet());
  }

  @Test
  void theCheckFindsWhatBreaks() {
    Schema good = parse(BASE.formatted("", "timestamp-micros"));
    Schema newFieldWithoutDefault =
        parse(BASE.formatted(", {\"name\": \"b\", \"type\": \"int\"}", "timestamp-micros"));
    Schema newFieldWithDefault =
        parse(
            BASE.formatted(
                ", {\"name\": \"b\", \"type\": \"int\", \"default\": 0}", "timestamp-micros"));
    Schema otherUnit = parse(BASE.formatted("", "timestamp-millis"));
    Schema otherType = parse(BASE.replace("\"long\"", "\"string\"").formatted("", "none"));

    assertThat(Compatibility.breaks(good, good)).isEmpty();
    assertThat(Compatibility.breaks(newFieldWithDefault, good)).isEmpty();
    assertThat(Compatibility.breaks(newFieldWithoutDefault, good))
        .singleElement()
        .asString()
        .contains("the current version cannot read the older one")
        .contains("b");
    assertThat(Compatibility.breaks(good, newFieldWithoutDefault)).hasSize(1);
    assertThat(Compatibility.breaks(otherUnit, good))
        .containsExactly("the logical type of t changed");
    assertThat(Compatibility.breaks(otherType, good)).isNotEmpty();
  }

  @Test
  void aSymbolThatAReaderDoesNotKnowIsItsDefault() throws IOException {
    Schema current = CurrentSchemas.all().get("SrmAlert");
    Schema newer = parse(current.toString().replace("\"RESOLVED\"]", "\"RESOLVED\",\"SNOOZED\"]"));
    assertThat(newer).isNotEqualTo(current);

    assertThat(Compatibility.breaks(newer, current)).isEmpty();
  }

  private static final String BASE =
      """
      {"type": "record", "name": "R", "fields": [
        {"name": "a", "type": "string"}%s,
        {"name": "t", "type": {"type": "long", "logicalType": "%s"}}
      ]}
      """;

  private static Version version(Path file) {
    try {
      return new Version(
          file.getParent().getFileName().toString(),
          file.getFileName().toString().replace(".avsc", ""),
          parse(Files.readString(file)));
    } catch (IOException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  private static Schema parse(String json) {
    return new Schema.Parser().parse(json);
  }
}
