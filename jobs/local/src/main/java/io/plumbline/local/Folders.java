package io.plumbline.local;

import io.plumbline.jobs.io.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that a command makes for itself. */
public final class Folders {
  private Folders() {}

  /**
   * A folder that holds nothing yet, made if it is missing.
   *
   * @throws ConfigurationException if it holds something
   */
  public static Path fresh(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> content = Files.list(folder)) {
      if (content.findAny().isPresent()) {
        throw new ConfigurationException(
            "--out: folder " + folder + " is not empty; allowed: a new or empty folder");
      }
    }
    return folder.toAbsolutePath();
  }

  /** Removes a folder with all that is in it. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
