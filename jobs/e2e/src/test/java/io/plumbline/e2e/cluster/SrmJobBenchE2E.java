package io.plumbline.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark runs the whole job and says what it did; what it costs is no test's business. */
@Timeout(300)
class SrmJobBenchE2E {
  private static final int EXPOSURES = 60;

  @TempDir private Path folder;

  @Test
  void measuresEverySizeAndFindsTheLoss() throws Exception {
    Path out = folder.resolve("srm-job.md");
    Command.Ended ended =
        Command.run(
            "bench",
            "srm-job",
            "--experiments",
            "10,20",
            "--exposures",
            String.valueOf(EXPOSURES),
            "--users",
            "20",
            "--rounds",
            "1",
            "--no-warm-up",
            "--pairs",
            "1",
            "--loss",
            "0.2",
            "--days",
            "5",
            "--users-per-day",
            "6000",
            "--out",
            out.toString());

    // What so little costs is not linear on any machine.
    assertThat(ended.status()).as(ended.errors()).isIn(0, 3);
    assertThat(ended.errors()).doesNotContain("loss-1", "healthy");
    List<String> lines = Files.readAllLines(out);
    assertThat(ended.output().lines()).isEqualTo(lines);

    // Of experiments, exposures, enrollments, srm_checks, experiment_health, all.
    List<Long> ten = figures(lines, "| 10 | " + 10 * EXPOSURES + " |");
    List<Long> twenty = figures(lines, "| 20 | 1,200 |");
    // Of 20 users 60 draws of each experiment leave some out: 1 - (19/20)^60 is 95 %.
    assertThat(ten.get(2)).isBetween(170L, 200L);
    assertThat(twenty.get(2)).isBetween(340L, 400L);
    // At the start and at every tick that saw a unit, its epoch's and the combined one.
    assertThat(ten.get(3)).isGreaterThan(10 * 2 * 2);
    assertThat(ten.get(4)).isGreaterThan(10 * 2 * 2);
    assertThat(ten.get(5)).isGreaterThan(ten.get(2) + ten.get(3) + ten.get(4));
    assertThat(twenty.get(5)).isBetween(ten.get(5) * 3 / 2, ten.get(5) * 5 / 2);

    assertThat(row(lines, "| loss-1 |")).endsWith("LATE_ONSET since 2024-03-03 |");
    assertThat(row(lines, "| 1 | 0 | 0 | 0 |")).endsWith("at most 0.001 opened |");
  }

  @Test
  void refusesWhatCannotBe() {
    Command.Ended ended = Command.run("bench", "srm-job", "--loss", "1.5");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.errors()).contains("a loss of 1.5", "allowed");
  }

  private static String row(List<String> lines, String begin) {
    return lines.stream().filter(line -> line.startsWith(begin)).findFirst().orElseThrow();
  }

  /** The whole numbers in the row that begins so, but for the last column. */
  private static List<Long> figures(List<String> lines, String begin) {
    String[] cells = row(lines, begin).substring(2).split(" \\| ");
    return Arrays.stream(cells, 0, cells.length - 1)
        .map(cell -> Long.valueOf(cell.replace(",", "")))
        .toList();
  }
}
