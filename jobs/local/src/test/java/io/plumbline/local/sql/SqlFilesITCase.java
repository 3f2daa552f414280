package io.plumbline.local.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every file of sql/views and sql/queries over the fixture. */
class SqlFilesITCase {
  private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
  private static final Path SQL = HOME.resolve("sql");

  @TempDir static Path warehouse;

  @BeforeAll
  static void writeFixture() throws IOException {
    System.setProperty(SqlViews.HOME, HOME.toString());
    Fixture.write(warehouse);
  }

  static List<String> queries() throws IOException {
    return names(SQL.resolve("queries"), ".sql");
  }

  static List<String> views() throws IOException {
    return names(SQL.resolve("views"), ".sql");
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryGivesItsExpectedResult(String query) throws IOException {
    Path file = SQL.resolve("queries/" + query + ".sql");
    Sql sql =
        Sql.run("-f", file.toString(), "--format", "csv", "--warehouse", warehouse.toString());
    assertThat(sql.exit()).as(sql.err()).isZero();
    assertThat(sql.out()).isEqualTo(Files.readString(SQL.resolve("expected/" + query + ".csv")));
  }

  @ParameterizedTest
  @MethodSource("views")
  void aViewGivesItsExpectedResult(String view) throws IOException {
    Sql sql =
        Sql.run(
            "-e", "SELECT * FROM " + view, "--format", "json", "--warehouse", warehouse.toString());
    assertThat(sql.exit()).as(sql.err()).isZero();
    assertThat(sql.out().lines().sorted())
        .containsExactlyElementsOf(Files.readAllLines(SQL.resolve("expected/" + view + ".json")));
  }

  @Test
  void everyFileSaysWhatItIsFor() throws IOException {
    try (Stream<Path> files = Files.walk(SQL)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".sql")).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).startsWith("-- ");
      }
    }
  }

  @Test
  void everyExpectedResultBelongsToAFile() throws IOException {
    assertThat(names(SQL.resolve("expected"), ".csv")).containsExactlyElementsOf(queries());
    assertThat(names(SQL.resolve("expected"), ".json")).containsExactlyElementsOf(views());
  }

  private static List<String> names(Path folder, String extension) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(extension))
          .map(name -> name.substring(0, name.length() - extension.length()))
          .sorted()
          .toList();
    }
  }
}
