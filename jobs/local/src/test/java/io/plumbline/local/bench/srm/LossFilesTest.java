package io.plumbline.local.bench.srm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.jobs.io.ExperimentsYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossFilesTest {
  private static final LossPlan PLAN = new LossPlan(7, 1, 0.1, 4, 2_000);

  @TempDir private Path folder;

  @Test
  void onlyTheTreatmentOfLossyExperimentsLosesAndOnlyFromTheThirdDayOn() throws IOException {
    LossFiles.Written written = LossFiles.write(PLAN, folder);
    List<String> lines = lines();
    assertThat(lines).hasSize((int) written.exposures());

    // All four days of users in both experiments, but for what is lost.
    long lost = written.lost().get("loss-1");
    assertThat(written.lost()).containsOnlyKeys("loss-1");
    assertThat(written.exposures()).isEqualTo(2 * 4 * 2_000 - lost);
    assertThat(count(lines, ",healthy-1,", "")).isEqualTo(8_000);
    // A tenth of the 2,000 in the treatment on two days; four standard errors of 13.
    assertThat((double) lost).isCloseTo(200, within(52.0));
    assertThat(count(lines, ",loss-1,", "T") - count(lines, ",loss-1,", "2024-03-0[34]T"))
        .isEqualTo(4_000);
  }

  @Test
  void theSamePlanGivesTheSameBytes() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    LossFiles.write(PLAN, other);
    LossFiles.write(PLAN, folder);
    for (String name : List.of("exposures-0.csv", "exposures-3.csv")) {
      assertThat(folder.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
    }
  }

  @Test
  void theConfigurationCanBeRead() throws IOException {
    Path file =
        Files.writeString(folder.resolve("experiments.yaml"), LossFiles.configuration(PLAN));
    assertThat(ExperimentsYaml.read(file).experiments())
        .extracting("key")
        .containsExactly("loss-1", "healthy-1");
  }

  /** 99 of 199 units that are heard of, where one of 100 is not. */
  @Test
  void theShareThatIsLeft() {
    assertThat(new LossPlan(1, 1, 0.01, 14, 10).treatmentShare())
        .isEqualTo(99.0 / 199, within(1e-15));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new LossPlan(1, 1, 0.01, 2, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 days");
  }

  private static long count(List<String> lines, String experiment, String pattern) {
    return lines.stream()
        .filter(line -> line.contains(experiment))
        .filter(line -> line.matches(".*" + pattern + ".*"))
        .count();
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        List<String> all = Files.readAllLines(file);
        lines.addAll(all.subList(1, all.size()));
      }
    }
    return lines;
  }
}
