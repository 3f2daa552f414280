package io.plumbline.local.simulate;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * A gzipped file of lines in random order. Lines fall into temporary files at random, and each is
 * shuffled by itself, so that memory holds one of them and never the whole.
 */
final class ShuffledLines implements Closeable {

  private static final int LINES_IN_MEMORY = 500_000;

  private final Path file;
  private final String header;
  private final Random random;
  private final List<Path> partFiles = new ArrayList<>();
  private final List<Writer> parts = new ArrayList<>();
  private long lines;

  /**
   * @param header first line, or null
   * @param expectedLines about how many, for the number of temporary files
   */
  ShuffledLines(Path file, String header, long seed, long expectedLines) throws IOException {
    this.file = file;
    this.header = header;
    this.random = new Random(seed);
    int count = (int) Math.min(200, 1 + expectedLines / LINES_IN_MEMORY);
    for (int i = 0; i < count; i++) {
      Path part = file.resolveSibling("." + file.getFileName() + "." + i + ".tmp");
      partFiles.add(part);
      parts.add(Files.newBufferedWriter(part, StandardCharsets.UTF_8));
    }
  }

  void add(String line) throws IOException {
    Writer part = parts.get(random.nextInt(parts.size()));
    part.write(line);
    part.write('\n');
    lines++;
  }

  long lines() {
    return lines;
  }

  @Override
  public void close() throws IOException {
    for (Writer part : parts) {
      part.close();
    }
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))) {
      if (header != null) {
        out.write(header);
        out.write('\n');
      }
      for (Path part : partFiles) {
        for (String line : shuffled(part)) {
          out.write(line);
          out.write('\n');
        }
        Files.delete(part);
      }
    }
  }

  private List<String> shuffled(Path part) throws IOException {
    List<String> content = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(part, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        content.add(line);
      }
    }
    Collections.shuffle(content, random);
    return content;
  }
}
