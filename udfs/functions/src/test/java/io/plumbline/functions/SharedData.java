package io.plumbline.functions;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reference values that lie outside the project, in the directory shared/data beside one of the
 * ancestors of the working directory. Tests over them are skipped where it is absent.
 */
final class SharedData {

  private SharedData() {}

  /** The file's content; skips the calling test if it is absent. */
  static JsonNode json(String name) {
    Path file = find(name);
    assumeTrue(file != null, "no shared/data/" + name + " beside any ancestor; skipped");
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path find(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared").resolve("data").resolve(name);
      if (Files.isReadable(file)) {
        return file;
      }
    }
    return null;
  }
}
