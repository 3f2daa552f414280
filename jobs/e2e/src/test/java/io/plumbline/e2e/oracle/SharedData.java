package io.plumbline.e2e.oracle;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data that lies beside the project and not in it. */
public final class SharedData {

  private SharedData() {}

  /** The first {@code shared/data/<name>} in or beside an ancestor of here; null if none is. */
  public static Path find(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path candidate = folder.resolve("shared").resolve("data").resolve(name);
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
      folder = folder.getParent();
    }
    return null;
  }
}
