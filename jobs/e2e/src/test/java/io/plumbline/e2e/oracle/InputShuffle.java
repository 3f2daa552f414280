package io.plumbline.e2e.oracle;

import java.io.BufferedReader;
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

/** The same lines in another order and in several files. */
public final class InputShuffle {

  private InputShuffle() {}

  /**
   * Writes gzipped files that together hold the lines of {@code file}; each CSV file begins with
   * its header.
   *
   * @param file CSV or NDJSON, gzipped or not; what it is shows in its name
   * @param outDir created if missing; the files are called after {@code file} with -0, -1, ...
   * @return the files, {@code parts} of them, some possibly without lines
   */
  public static List<Path> shuffleAndSplit(Path file, int parts, long seed, Path outDir)
      throws IOException {
    Files.createDirectories(outDir);
    Random random = new Random(seed);
    String header = null;
    List<String> lines = new ArrayList<>();
    String name = file.getFileName().toString();
    try (BufferedReader reader = RecordReader.open(file)) {
      if (name.contains(".csv")) {
        header = reader.readLine();
      }
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    }
    Collections.shuffle(lines, random);
    List<List<String>> split = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      split.add(new ArrayList<>());
    }
    lines.forEach(line -> split.get(random.nextInt(parts)).add(line));
    String base = name.substring(0, name.indexOf('.'));
    String extension = name.substring(name.indexOf('.')).replaceFirst("\\.gz$", "") + ".gz";
    List<Path> written = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      Path part = outDir.resolve(base + "-" + i + extension);
      write(part, header, split.get(i));
      written.add(part);
    }
    return written;
  }

  private static void write(Path part, String header, List<String> lines) throws IOException {
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(part)), StandardCharsets.UTF_8)) {
      if (header != null) {
        out.write(header + "\n");
      }
      for (String line : lines) {
        out.write(line + "\n");
      }
    }
  }
}
