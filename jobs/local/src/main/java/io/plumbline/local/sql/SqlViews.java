package io.plumbline.local.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The views of sql/views: one statement a file, the file named as the view. */
public final class SqlViews {
  /** The system property that names the root of the checkout. */
  public static final String HOME = "plumbline.home";

  private SqlViews() {}

  /** The statements by the name of the view; none without {@value #HOME}. */
  static Map<String, String> ofThisCheckout() throws IOException {
    String home = System.getProperty(HOME);
    return home == null ? Map.of() : in(Path.of(home, "sql", "views"));
  }

  static Map<String, String> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Map.of();
    }
    Map<String, String> views = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".sql")).sorted().toList()) {
        List<Statement> statements = Statement.split(Files.readString(file));
        if (statements.size() != 1) {
          throw new IllegalStateException(file + " must hold one statement");
        }
        views.put(file.getFileName().toString().replace(".sql", ""), statements.get(0).text());
      }
    }
    return views;
  }
}
