package io.plumbline.local.cluster;

import io.plumbline.jobs.io.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final String CONFIGURATION = "FLINK_CONF_DIR";
  private static final String REFUSAL = Pattern.quote(ConfigurationException.class.getName());

  private final ClusterFolder folder;
  private final Runtimes runtimes;

  FlinkClient(ClusterFolder folder, Runtimes runtimes) {
    this.folder = folder;
    this.runtimes = runtimes;
  }

  /** What a shell would be told to do the same. */
  public String shown(List<String> arguments) {
    return CONFIGURATION
        + "="
        + quoted(folder.flinkConf().toString())
        + " flink "
        + arguments.stream().map(FlinkClient::quoted).collect(Collectors.joining(" "));
  }

  /**
   * Runs {@code flink} and waits for its end.
   *
   * @return what it printed
   * @throws ConfigurationException when the job's main refused its configuration, with its words
   * @throws ClusterException when it ended badly otherwise, with the cause that it printed
   */
  public String run(List<String> arguments) throws IOException {
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
            "-Dplumbline.tool=flink",
            flags,
            runtimes.flinkClassPath(),
            "org.apache.flink.client.cli.CliFrontend");
    command.addAll(arguments);
    Tool.Ended ended =
        Tool.end(
            "flink " + arguments.get(0),
            command,
            Map.of(CONFIGURATION, folder.flinkConf().toString()),
            LIMIT);
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

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
