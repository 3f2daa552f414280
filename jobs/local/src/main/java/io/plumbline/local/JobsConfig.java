package io.plumbline.local;

import io.plumbline.jobs.config.PlumblineConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of commands that read the configuration of the jobs, as the jobs do. */
public final class JobsConfig {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "F",
      description = "YAML file of the jobs.")
  private Path file;

  @Parameters(
      paramLabel = "KEY VALUE",
      description = "After --: keys that override the configuration.")
  private List<String> overrides = List.of();

  /**
   * Reads and checks it.
   *
   * @throws io.plumbline.jobs.io.ConfigurationException naming all that is wrong
   */
  public PlumblineConfig read() {
    List<String> arguments = new ArrayList<>(List.of("--config", file.toString()));
    arguments.addAll(overrides);
    return PlumblineConfig.from(arguments.toArray(String[]::new));
  }
}
