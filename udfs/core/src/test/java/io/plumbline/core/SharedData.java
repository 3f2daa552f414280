package io.plumbline.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reference values that lie outside the project, in the directory shared/data beside one of the
 * ancestors of the working directory. Tests over them are skipped where it is absent.
 */
public final class SharedData {

  private SharedData() {}

  /** The file's content; skips the calling test if it is absent. */
  public static JsonNode json(String name) {
    Path file = find(name);
    assumeTrue(file != null, "no shared/data/" + name + " beside any ancestor; skipped");
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The elements of an array. */
  public static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(
        Spliterators.spliterator(array.elements(), array.size(), Spliterator.ORDERED), false);
  }

  /** An array of integers. */
  public static long[] longs(JsonNode array) {
    return each(array).mapToLong(JsonNode::asLong).toArray();
  }

  /** An array of numbers; the string Infinity is one. */
  public static double[] doubles(JsonNode array) {
    return each(array).mapToDouble(SharedData::number).toArray();
  }

  /** A number, also when it is written as the string Infinity or -Infinity. */
  public static double number(JsonNode node) {
    return node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble();
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
