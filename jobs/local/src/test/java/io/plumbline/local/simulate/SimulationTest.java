package io.plumbline.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationTest {

  private static final SimulationSettings SMALL = SimulationSettings.of(7, 200);

  @TempDir private Path folder;

  @Test
  void sameSettingsGiveTheSameBytes() throws IOException {
    Simulation.write(SMALL, folder.resolve("a"));
    Simulation.write(SMALL, folder.resolve("b"));
    for (String file :
        List.of(
            Simulation.CONFIGURATION_FILE,
            Simulation.EXPOSURES_FILE,
            Simulation.EVENTS_FILE,
            Simulation.TRUTH_FILE)) {
      assertThat(folder.resolve("a").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
    }
    assertThat(folder.resolve("a")).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void anotherSeedGivesAnotherProduct() throws IOException {
    Simulation.write(SMALL, folder.resolve("a"));
    Simulation.write(SimulationSettings.of(8, 200), folder.resolve("b"));
    assertThat(Files.mismatch(file("a"), file("b"))).isNotEqualTo(-1);
  }

  @Test
  void countsTheLinesItWrites() throws IOException {
    Simulation.Written written = Simulation.write(SMALL, folder.resolve("a"));
    List<String> lines = lines(file("a"));
    assertThat(lines).hasSize((int) written.exposures() + 1).startsWith(Lines.EXPOSURE_HEADER);
    assertThat(Files.readString(folder.resolve("a").resolve(Simulation.TRUTH_FILE)))
        .contains("\"lines\": " + written.exposures())
        .contains("\"lines\": " + written.events());
  }

  @Test
  void linesAreInNoOrderOfTime() throws IOException {
    Simulation.write(SMALL, folder.resolve("a"));
    List<String> times =
        lines(folder.resolve("a").resolve(Simulation.EVENTS_FILE)).stream()
            .filter(line -> line.contains("\"event_time\":\"2024"))
            .map(line -> line.replaceAll(".*\"event_time\":\"([^\"]*)\".*", "$1"))
            .toList();
    assertThat(times).hasSizeGreaterThan(1_000).isNotEqualTo(times.stream().sorted().toList());
  }

  @Test
  void refusesAFolderWithAnythingInIt() throws IOException {
    Files.writeString(folder.resolve("precious.txt"), "mine");
    assertThatThrownBy(() -> Simulation.write(SMALL, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--out")
        .hasMessageContaining("not empty");
    assertThat(folder.resolve("precious.txt")).hasContent("mine");
  }

  @Test
  void settingsNameTheOptionThatIsWrong() {
    assertThatThrownBy(() -> SimulationSettings.of(1, 0)).hasMessageContaining("--units 0");
    assertThatThrownBy(() -> SMALL.withDays(3)).hasMessageContaining("--days 3");
    assertThatThrownBy(
            () -> new SimulationSettings(1, 100, 14, SMALL.startedAt().plusSeconds(1), 0.1))
        .hasMessageContaining("--start");
    assertThatThrownBy(() -> new SimulationSettings(1, 100, 14, Instant.MIN, 0.1))
        .hasMessageContaining("--start");
    assertThatThrownBy(() -> new SimulationSettings(1, 100, 14, SMALL.startedAt(), Double.NaN))
        .hasMessageContaining("--srm-loss");
  }

  private Path file(String name) {
    return folder.resolve(name).resolve(Simulation.EXPOSURES_FILE);
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
