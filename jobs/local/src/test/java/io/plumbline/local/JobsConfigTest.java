package io.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class JobsConfigTest {
  @TempDir Path folder;

  @Command(name = "any")
  private static final class Any {
    @Mixin JobsConfig jobs;
  }

  @Test
  void whatStandsAfterTheFileOverridesIt() throws IOException {
    PlumblineConfig config = read("--", "--topics.experiment-config", "mine");
    assertThat(config.topics().experimentConfig()).isEqualTo("mine");
    assertThat(config.topics().experimentStatus()).isEqualTo("experiment-status");
  }

  @Test
  void anUnknownKeyIsNamed() {
    assertThatThrownBy(() -> read("--", "--topics.experiment-konfig", "mine"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("topics.experiment-konfig");
  }

  private PlumblineConfig read(String... after) throws IOException {
    Path file = folder.resolve("plumbline.yaml");
    Files.writeString(
        file,
        """
        kafka: {bootstrap.servers: "127.0.0.1:9092"}
        catalog: {type: hadoop, warehouse: "%s"}
        """
            .formatted(folder));
    String[] arguments = new String[2 + after.length];
    arguments[0] = "--config";
    arguments[1] = file.toString();
    System.arraycopy(after, 0, arguments, 2, after.length);
    Any any = new Any();
    new CommandLine(any).parseArgs(arguments);
    return any.jobs.read();
  }
}
