package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.operators.codec.EventShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  private static final String CSV = "event_name,unit_id,event_time\nn,u,1704456000000\n";
  private static final String JSON =
      "{\"event_name\":\"n\",\"unit_id\":\"u\",\"event_time\":1704456000000}\n";

  @TempDir Path folder;

  @Test
  void aFolderIsReadAtAnyDepthWithoutHiddenFiles() throws IOException {
    write("b.csv", CSV);
    write("sub/a.ndjson", JSON);
    write("_SUCCESS", "");
    write(".b.csv.crc", "x");
    write("_temporary/c.csv", CSV);

    InputFiles files = check(folder);

    assertThat(files.files())
        .extracting(InputFiles.InputFile::topic)
        .containsExactly(folder + "/b.csv", folder + "/sub/a.ndjson");
    assertThat(files.bytes()).isEqualTo(CSV.length() + JSON.length());
  }

  @Test
  void aFileGivenTwiceIsReadOnce() throws IOException {
    Path file = write("b.csv", CSV);

    assertThat(check(folder, file).files()).hasSize(1);
    assertThat(check(write("_hidden.csv", CSV)).files()).hasSize(1);
  }

  @Test
  void everyFileThatCannotBeReadIsNamed() throws IOException {
    Path empty = write("empty.csv", "");
    Path header = write("header.csv", "event_name,unit\n");
    Path none = folder.resolve("none.csv");
    Path bare = Files.createDirectory(folder.resolve("bare"));

    assertThatThrownBy(() -> check(none, empty, header, bare))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .contains(none + " does not exist; allowed: a file or a folder")
        .contains(empty + " is empty; allowed: CSV, NDJSON or Avro")
        .contains(header + " has no column event_time, unit_id (found: event_name, unit); allowed:")
        .contains(bare + " is a folder without files; allowed: one or more")
        .hasLineCount(4);
  }

  @Test
  void aHeaderAloneIsFine() throws IOException {
    assertThat(check(write("h.csv", "event_name,unit_id,event_time\n")).files()).hasSize(1);
  }

  private static InputFiles check(Path... given) {
    return InputFiles.check(List.of(given), EventShape.METRIC_EVENT);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
