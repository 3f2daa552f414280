package io.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PlumblineCliTest {
  private final StringWriter errors = new StringWriter();
  private final StringWriter output = new StringWriter();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "local",
        "simulate",
        "sql",
        "init",
        "up",
        "down",
        "status",
        "submit",
        "savepoint",
        "stop",
        "guard"
      })
  void everyCommandHelps(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(output.toString()).contains("Usage: plumbline " + command).contains("Exit status:");
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("locl")).isEqualTo(2);
    assertThat(run("local", "--nonsense")).isEqualTo(2);
    assertThat(run("local")).isEqualTo(2);
    assertThat(run("simulate", "--units", "many", "--out", "x")).isEqualTo(2);
  }

  @Test
  void aTickThatIsNoneSaysWhatIs() {
    assertThat(run(local("--tick", "1h"))).isEqualTo(2);
    assertThat(errors.toString()).contains("'1h' is no duration; allowed: PT1H, PT15M, P1D");
  }

  @Test
  void aConfigurationThatCannotBeRunIsTwoAndNamed() {
    assertThat(run(local())).isEqualTo(2);
    assertThat(errors.toString()).contains("local: ").contains("none.yaml: does not exist");
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  @Test
  void withoutAClusterThereIsNothingToLookAt() {
    String dir = folder.resolve("none").toString();
    assertThat(run("status", "--dir", dir)).isEqualTo(2);
    assertThat(errors.toString()).contains("there is no cluster in " + dir);
    assertThat(run("stop", "srm", "--dir", dir)).isEqualTo(2);
    assertThat(run("down", "--dir", dir)).isZero();
    assertThat(run("submit", "smr", "--config", "x")).isEqualTo(2);
    assertThat(errors.toString()).contains("'smr' is no job; allowed: config, srm, metrics");
    assertThat(run("up", "--slots", "0", "--dir", dir)).isEqualTo(2);
    assertThat(errors.toString()).contains("slots: 0 (allowed: 1 to 64)");
  }

  @Test
  void aSimulationIsWrittenOnceAndNotOverAnother() {
    String out = folder.resolve("simulated").toString();

    assertThat(run("simulate", "--units", "50", "--out", out)).isZero();
    assertThat(Path.of(out).resolve("experiments.yaml")).exists();
    assertThat(run("simulate", "--units", "50", "--out", out)).isEqualTo(2);
    assertThat(errors.toString()).contains("is not empty; give a new folder");
  }

  @Test
  void theVersionIsTold() {
    assertThat(run("--version")).isZero();
    assertThat(output.toString()).startsWith("plumbline ");
  }

  private String[] local(String... more) {
    String[] options = {
      "local",
      "--config",
      folder.resolve("none.yaml").toString(),
      "--exposures",
      folder.resolve("none.csv").toString(),
      "--events",
      folder.resolve("none.csv").toString(),
      "--warehouse",
      folder.resolve("warehouse").toString()
    };
    String[] all = java.util.Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return all;
  }

  private int run(String... args) {
    assertThat(Files.exists(folder)).isTrue();
    CommandLine commandLine = PlumblineCli.commandLine();
    commandLine.setErr(new PrintWriter(errors, true));
    commandLine.setOut(new PrintWriter(output, true));
    return commandLine.execute(args);
  }
}
