package io.plumbline.local.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Flink's own command line, with the configuration of the cluster. */
public final class FlinkClient {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String CONFIGURATION = "FLINK_CONF_DIR";

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
   * @throws ClusterException with what it printed, when it did not end with 0
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
    return Tool.run(
        "flink " + arguments.get(0),
        command,
        Map.of(CONFIGURATION, folder.flinkConf().toString()),
        LIMIT);
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
