package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.local.sql.SqlCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What {@code plumbline sql} prints of a warehouse. */
final class SqlRows {
  private SqlRows() {}

  /**
   * Rows as JSON objects.
   *
   * @param query with its option, -e or -f
   */
  static List<String> of(Path warehouse, String... query) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      String[] arguments =
          Stream.concat(
                  Stream.of(query),
                  Stream.of("--format", "json", "--warehouse", warehouse.toString()))
              .toArray(String[]::new);
      assertThat(new CommandLine(new SqlCommand()).execute(arguments)).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
