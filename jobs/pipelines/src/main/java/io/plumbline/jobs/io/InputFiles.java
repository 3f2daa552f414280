package io.plumbline.jobs.io;

import io.plumbline.operators.codec.EventFiles;
import io.plumbline.operators.codec.EventShape;
import io.plumbline.operators.codec.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files that can be read, in order of their names.
 *
 * @param files at least one
 */
public record InputFiles(List<InputFile> files) {
  private static final int MOST_PROBLEMS = 20;

  /**
   * @param topic the path as the user gave it, inside a folder continued with {@code /}
   * @param bytes as they stand on the disk, compressed or not
   */
  public record InputFile(Path path, String topic, long bytes) {}

  /**
   * Finds the files (of folders all that are not hidden, at any depth) and opens each once.
   *
   * @param given files and folders
   * @throws ConfigurationException naming every file that is missing, empty, or lacks what every
   *     record must have
   */
  public static InputFiles check(Collection<Path> given, EventShape<?> shape) {
    // One file may be given twice, by itself and with its folder.
    Map<Path, InputFile> files = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    if (given.isEmpty()) {
      problems.add("no file is given; allowed: files or folders");
    }
    for (Path path : given) {
      find(path, files, problems);
    }
    for (InputFile file : files.values()) {
      open(file, shape, problems);
    }
    if (!problems.isEmpty()) {
      int more = problems.size() - MOST_PROBLEMS;
      List<String> shown =
          new ArrayList<>(problems.subList(0, problems.size() - Math.max(0, more)));
      if (more > 0) {
        shown.add("and " + more + " more");
      }
      throw new ConfigurationException(shown);
    }
    return new InputFiles(
        files.values().stream().sorted(Comparator.comparing(InputFile::topic)).toList());
  }

  /** The size on the disk of all together. */
  public long bytes() {
    return files.stream().mapToLong(InputFile::bytes).sum();
  }

  private static void find(Path given, Map<Path, InputFile> files, List<String> problems) {
    if (!Files.exists(given)) {
      problems.add(given + " does not exist; allowed: a file or a folder");
      return;
    }
    if (!Files.isDirectory(given)) {
      add(given, given.toString(), files, problems);
      return;
    }
    try (Stream<Path> tree = Files.walk(given)) {
      List<Path> found =
          tree.filter(path -> Files.isRegularFile(path) && !isHidden(given.relativize(path)))
              .toList();
      if (found.isEmpty()) {
        problems.add(given + " is a folder without files; allowed: one or more");
      }
      for (Path path : found) {
        add(path, path.toString(), files, problems);
      }
    } catch (IOException | UncheckedIOException e) {
      problems.add(given + " cannot be read as a folder (" + e.getMessage() + ")");
    }
  }

  private static void add(
      Path path, String topic, Map<Path, InputFile> files, List<String> problems) {
    try {
      Path absolute = path.toAbsolutePath().normalize();
      files.putIfAbsent(absolute, new InputFile(absolute, topic, Files.size(path)));
    } catch (IOException e) {
      problems.add(topic + " cannot be read (" + e.getMessage() + ")");
    }
  }

  private static void open(InputFile file, EventShape<?> shape, List<String> problems) {
    try {
      // Opening reads what must be there: the header, the schema.
      EventFiles.open(Files.newInputStream(file.path()), file.topic(), shape).close();
    } catch (UnusableFileException e) {
      problems.add(file.topic() + " " + e.getMessage());
    } catch (IOException e) {
      problems.add(file.topic() + " cannot be read (" + e.getMessage() + ")");
    }
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".") || part.toString().startsWith("_")) {
        return true;
      }
    }
    return false;
  }
}
