package io.plumbline.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark runs to its end; how fast anything is, is no test's business. */
@Timeout(120)
class ThroughputBenchE2E {
  @TempDir private Path folder;

  @Test
  void measuresEveryAlternativeAndItsState() throws Exception {
    Path out = folder.resolve("throughput.md");
    Command.Ended ended =
        Command.run(
            "bench",
            "throughput",
            "--events",
            "800",
            "--units",
            "40",
            "--rounds",
            "1",
            "--no-warm-up",
            "--out",
            out.toString());
    assertThat(ended.status()).as(ended.errors()).isZero();
    List<String> lines = Files.readAllLines(out);
    assertThat(ended.output().lines()).isEqualTo(lines);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("| MetricsJob") || line.startsWith("| SrmJob"))
        .hasSize(8)
        .allMatch(line -> line.matches(".*\\| [1-9][0-9,]* \\|"));
    assertThat(lines).filteredOn(line -> line.contains("and discard |")).hasSize(3);
  }
}
