package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command that README.md shows in a {@code sh} block does what it says. */
class ReadmeE2E {
  private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
  private static final String TESTS = "mvn -B verify";
  private static final long LIMIT_MINUTES = 10;
  private static final Path ROOT = root();
  private static final Set<String> NOT_CLONED = Set.of("target", ".git", ".plumbline");

  @TempDir private static Path clone;

  static Stream<String> commands() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    List<String> commands = new ArrayList<>();
    while (blocks.find()) {
      blocks.group(1).lines().filter(line -> !line.isBlank()).forEach(commands::add);
    }
    assertThat(commands).contains("scripts/plumbline demo", TESTS);
    return commands.stream();
  }

  /** What one has who just cloned it: nothing is built. */
  @BeforeAll
  static void cloneIt() throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes)
              throws IOException {
            if (NOT_CLONED.contains(from.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(clone.resolve(ROOT.relativize(from)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path from, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                from, clone.resolve(ROOT.relativize(from)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandWorks(String command, @TempDir Path folder) throws Exception {
    if (command.equals(TESTS)) {
      // This test is part of it; CI runs it, and nothing else.
      assertThat(Files.readAllLines(ROOT.resolve(".ci/run"))).contains(TESTS);
      return;
    }
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).directory(clone.toFile());
    builder.environment().put("PLUMBLINE_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder);
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as("ended in time").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    if (command.endsWith(" demo")) {
      assertThat(Files.readString(output))
          .contains("OPENED srm-new_navigation-0", "DO_NOT_TRUST", "SHIP")
          .contains("What became of the records");
      assertThat(processesIn(folder)).as("left running").isEmpty();
    }
  }

  /** Processes whose command line names the folder. */
  private static List<String> processesIn(Path folder) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(command -> command.contains(folder.toString()))
        .toList();
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("scripts/plumbline"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
