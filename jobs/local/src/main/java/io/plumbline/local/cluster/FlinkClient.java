package io.plumbline.local.cluster;

import io.plumbline.jobs.io.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Flink's own command line, with the configuration of the cluster. */
public final class FlinkClient {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String REFUSAL = Pattern.quote(ConfigurationException.class.getName());

  private final ClusterFolder folder;

  FlinkClient(ClusterFolder folder) {
    this.folder = folder;
  }

  /** Writes the program, for this cluster's configuration unless FLINK_CONF_DIR names another. */
  static void write(ClusterFolder folder, Runtimes runtimes) throws IOException {
    List<String> flags = new ArrayList<>(FlinkSettings.clientFlags(folder));
    flags.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dlog.file=" + folder.log("client"),
            "-Dlog4j.configurationFile=" + folder.logging()));
    List<String> command =
        Runtimes.java(
            "plumbline.tool=flink",
            flags,
            runtimes.flinkClassPath(),
            "org.apache.flink.client.cli.CliFrontend");
    Path program = folder.flinkProgram();
    Files.writeString(
        program,
        """
        #!/bin/sh
        # Flink's command line for this cluster. Written by `plumbline up`.
        : "${FLINK_CONF_DIR:=%s}"
        export FLINK_CONF_DIR
        exec %s "$@"
        """
            .formatted(folder.flinkConf(), words(command)));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What a shell is told to do the same. */
  public String shown(List<String> arguments) {
    return words(command(arguments));
  }

  private List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(folder.flinkProgram().toString()));
    command.addAll(arguments);
    return command;
  }

  /**
   * Runs {@code flink} and waits for its end.
   *
   * @return what it printed
   * @throws ConfigurationException when the job's main refused its configuration, with its words
   * @throws ClusterException when it ended badly otherwise, with the cause that it printed
   */
  public String run(List<String> arguments) throws IOException {
    Tool.Ended ended = Tool.end("flink " + arguments.get(0), command(arguments), Map.of(), LIMIT);
    if (ended.status() == 0) {
      return ended.output();
    }
    Path all = folder.output("client");
    Files.writeString(all, ended.output());
    refusal(ended.output())
        .ifPresent(
            words -> {
              throw new ConfigurationException(words);
            });
    throw new ClusterException(
        "flink %s ended with %d: %s (all it said: %s)"
            .formatted(arguments.get(0), ended.status(), cause(ended.output()), all));
  }

  /** What the main of a job says of its configuration, out of a stack trace; may have lines. */
  static Optional<String> refusal(String output) {
    return last(
        output, Pattern.compile("Caused by: " + REFUSAL + ": (.*?)(?=\\n\\s+at )", Pattern.DOTALL));
  }

  /** The innermost cause of a stack trace, or the last line. */
  static String cause(String output) {
    return last(output, Pattern.compile("Caused by: (.*?)(?=\\n\\s+at |$)", Pattern.DOTALL))
        .orElseGet(() -> output.strip().substring(output.strip().lastIndexOf('\n') + 1));
  }

  private static Optional<String> last(String output, Pattern pattern) {
    return pattern.matcher(output).results().map(found -> found.group(1)).reduce((a, b) -> b);
  }

  private static String words(List<String> command) {
    return command.stream().map(FlinkClient::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
