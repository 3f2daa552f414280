package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be run is refused by name before anything is written; the rest goes on. */
class BadInputE2E {
  private static final String CONFIGURATION =
      """
      experiments:
        - key: KEY
          started_at: 2024-01-01T00:00:00Z
          stopped_at: 2024-01-02T00:00:00Z
          variants: [{key: a, is_control: true}, {key: b}]
          allocations: [{effective_at: 2024-01-01T00:00:00Z, weights: {a: 1, b: 1}}]
          metrics: [{metric: spent, role: primary}]
      metrics:
        - {key: spent, kind: sum, event_name: buy, window: PT2H}
      """;
  private static final String HEADER =
      "exposure_id,experiment_key,variant_key,unit_id,event_time\n";

  @TempDir Path folder;
  private Path configuration;
  private Path exposures;
  private Path events;
  private Path warehouse;

  @BeforeEach
  void goodInput() throws IOException {
    warehouse = folder.resolve("warehouse");
    configuration = configurationOf("one");
    exposures = exposuresOf("one");
    events =
        write(
            "events.ndjson",
            event("e1", "u1", "2024-01-01T03:00:00Z", "2.5")
                + event("e2", "u2", "2024-01-01T03:00:00Z", "4"));
  }

  @Test
  void aMissingFile() {
    exposures = folder.resolve("nowhere.csv");
    refused(exposures + " does not exist");
  }

  @Test
  void anEmptyFile() throws IOException {
    events = write("empty.ndjson", "");
    refused(events + " is empty");
  }

  @Test
  void aWrongHeader() throws IOException {
    exposures = write("wrong.csv", "who,what,when\nu1,a,2024-01-01T02:00:00Z\n");
    refused(exposures.toString(), "experiment_key");
  }

  @Test
  void aFolderWithoutFiles() throws IOException {
    events = Files.createDirectories(folder.resolve("hollow"));
    refused(events + " is a folder without files");
  }

  @Test
  void aMisspeltKey() throws IOException {
    configuration =
        write("misspelt.yaml", CONFIGURATION.replace("KEY", "one").replace("window", "windwo"));
    refused("windwo", "window");
  }

  @Test
  void anExperimentThatContradictsItself() throws IOException {
    configuration =
        write("contradiction.yaml", CONFIGURATION.replace("KEY", "one").replace("b: 1", "c: 1"));
    refused("experiment one", "unknown variant, c");
  }

  @Test
  void aWarehouseThatIsAFile() throws IOException {
    warehouse = write("warehouse", "in the way");
    assertThatThrownBy(() -> run().run())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(warehouse.toString())
        .hasMessageContaining("is a file");
    assertThat(warehouse).hasContent("in the way");
  }

  @Test
  void rowsOfAnEarlierRunAreRefusedOrReplaced() throws Exception {
    run().run();
    long rows = rowsOf("one").size();
    configuration = configurationOf("two");
    exposures = exposuresOf("two");
    run().run();
    assertThat(new DuckDbReader(run().catalog()).rows(Table.JOB_PROGRESS))
        .as("one row a job, instant and run")
        .extracting(row -> List.of(row.get("job"), row.get("as_of"), row.get("revision")))
        .doesNotHaveDuplicates()
        .anySatisfy(row -> assertThat(row).endsWith(1));
    configuration = configurationOf("one");
    exposures = exposuresOf("one");

    assertThatThrownBy(() -> run().run())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(warehouse.toString())
        .hasMessageContaining("already has rows of one")
        .hasMessageContaining("--replace");
    assertThat(rowsOf("one")).hasSize((int) rows);

    run().replacing().run();
    assertThat(rowsOf("one")).hasSize((int) rows);
    assertThat(rowsOf("two")).as("another experiment's").hasSize((int) rows);
  }

  @Test
  void recordsThatCannotBeTakenAreRejectedOneByOne() throws Exception {
    String long1 = "u".repeat(1_000_000);
    String header = Files.readString(exposures);
    exposures =
        write(
            "odd.csv",
            header
                + exposure("x3", "one", "a", long1, "2024-01-01T02:00:00Z")
                + exposure("x4", "one", "a", "u4", "0001-01-01T00:00:00Z")
                + exposure("x5", "one", "a", "u5", "9999-12-31T23:59:59Z")
                + exposure("x6", "one", "c", "u6", "2024-01-01T02:00:00Z")
                + exposure("x7", "none", "a", "u7", "2024-01-01T02:00:00Z")
                + exposure("x8", "one", "a", "u8", "2024-01-02T00:00:00Z"));
    events =
        write(
            "odd.ndjson",
            Files.readString(events)
                + event("e3", "u1", "2024-01-01T03:00:00Z", "\"NaN\"")
                + event("e4", "u1", "2024-01-01T03:00:00Z", "1e300")
                + event("e5", "u1", "2024-01-01T03:00:00Z", "\"much\"")
                + event("e6", long1, "2024-01-01T03:00:00Z", "1")
                + "no json at all\n");

    Map<String, List<Map<String, Object>>> tables = run().run().tables();

    assertThat(tables.get("rejected_events"))
        .filteredOn(row -> row.get("job").equals("metrics"))
        .extracting(
            row -> Path.of((String) row.get("topic")).getFileName().toString(),
            row -> row.get("kafka_offset"),
            row -> row.get("reason"))
        .containsExactlyInAnyOrder(
            tuple("odd.csv", 4L, "MALFORMED"),
            tuple("odd.csv", 5L, "MALFORMED"),
            tuple("odd.csv", 6L, "MALFORMED"),
            tuple("odd.csv", 7L, "UNKNOWN_VARIANT"),
            tuple("odd.csv", 8L, "UNKNOWN_EXPERIMENT"),
            tuple("odd.csv", 9L, "OUTSIDE_EXPERIMENT"),
            tuple("odd.ndjson", 3L, "VALUE_OUT_OF_RANGE"),
            tuple("odd.ndjson", 4L, "VALUE_OUT_OF_RANGE"),
            tuple("odd.ndjson", 5L, "MALFORMED"),
            tuple("odd.ndjson", 6L, "MALFORMED"),
            tuple("odd.ndjson", 7L, "MALFORMED"));
    assertThat(tables.get("rejected_events"))
        .allSatisfy(row -> assertThat((String) row.get("detail")).isNotBlank().hasSizeLessThan(500))
        .allSatisfy(row -> assertThat((String) row.get("payload")).hasSizeLessThanOrEqualTo(4_096));
    assertThat(tables.get("variant_metrics"))
        .filteredOn(row -> row.get("as_of").toString().equals("2024-01-02T00:00:00Z"))
        .filteredOn(row -> row.get("is_mature").equals(true))
        .extracting(row -> row.get("variant_key"), row -> row.get("sum_y").toString())
        .containsExactlyInAnyOrder(tuple("a", "2.500000"), tuple("b", "4.000000"));
  }

  private void refused(String... texts) {
    assertThatThrownBy(() -> run().run())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(texts);
    assertThat(warehouse).as("nothing was written").doesNotExist();
  }

  private BoundedRun run() {
    return BoundedRun.of(configuration, exposures, events, warehouse).parallelism(1);
  }

  private List<String> rowsOf(String experiment) throws Exception {
    return run().tables().values().stream()
        .flatMap(List::stream)
        .filter(row -> experiment.equals(row.get("experiment_key")))
        .map(Map::toString)
        .toList();
  }

  private Path configurationOf(String experiment) throws IOException {
    return write(experiment + ".yaml", CONFIGURATION.replace("KEY", experiment));
  }

  private Path exposuresOf(String experiment) throws IOException {
    return write(
        experiment + ".csv",
        HEADER
            + exposure("x1", experiment, "a", "u1", "2024-01-01T02:00:00Z")
            + exposure("x2", experiment, "b", "u2", "2024-01-01T02:30:00Z"));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String exposure(
      String id, String experiment, String variant, String unit, String time) {
    return String.join(",", id, experiment, variant, unit, time) + "\n";
  }

  private static String event(String id, String unit, String time, String value) {
    return """
    {"event_id":"%s","event_name":"buy","unit_id":"%s","event_time":"%s","value":%s}
    """
        .formatted(id, unit, time, value);
  }
}
