package io.plumbline.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark measures what it says; how fast anything is, is no test's business. */
@Timeout(120)
class ThroughputBenchE2E {
  private static final int UNITS = 40;
  private static final int EVENTS = 800;
  private static final int EXPERIMENTS = 3;

  @TempDir private Path folder;

  @Test
  void measuresWhatIsChosenBesideItsLimits() throws Exception {
    Path out = folder.resolve("throughput.md");
    Path csv = folder.resolve("throughput.csv");
    Command.Ended ended =
        Command.run(
            "bench",
            "throughput",
            "--alternatives",
            "srm-rocksdb,metrics-3-heap",
            "--events",
            String.valueOf(EVENTS),
            "--units",
            String.valueOf(UNITS),
            "--rocksdb-part",
            "1",
            "--limit-copies",
            "2",
            "--rounds",
            "1",
            "--no-warm-up",
            "--out",
            out.toString(),
            "--csv",
            csv.toString());

    assertThat(ended.status()).as(ended.errors()).isZero();
    List<String> table = Files.readAllLines(out);
    assertThat(ended.output().lines()).isEqualTo(table);
    Map<String, Map<String, String>> rounds = rounds(Files.readAllLines(csv));
    assertThat(rounds.keySet())
        .containsExactly("decode-exposures", "decode-events", "metrics-3-heap", "srm-rocksdb");

    long exposures = EXPERIMENTS * UNITS + EVENTS / 20;
    assertIsComplete(rounds.get("srm-rocksdb"), rounds.get("decode-exposures"), EVENTS);
    assertIsComplete(rounds.get("metrics-3-heap"), rounds.get("decode-events"), EVENTS + exposures);
    assertSaysTheSame(
        row(table, "SrmJob, rocksdb"), rounds.get("srm-rocksdb"), rounds.get("decode-exposures"));
    assertSaysTheSame(
        row(table, "MetricsJob, 3 per event, heap"),
        rounds.get("metrics-3-heap"),
        rounds.get("decode-events"));
  }

  @Test
  void tellsWhatItCouldMeasure() {
    Command.Ended ended = Command.run("bench", "throughput", "--alternatives", "metrics-4-heap");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.errors()).contains("metrics-4-heap", "allowed: ", "metrics-3-heap");
  }

  /** Every record before the last tick is in job_progress; the limit has read all of them twice. */
  private static void assertIsComplete(
      Map<String, String> job, Map<String, String> limit, long records) {
    assertThat(number(job, "accounted")).isEqualTo(records);
    assertThat(number(limit, "records")).isEqualTo(2 * number(job, "records"));
    assertThat(number(job, "rows")).isPositive();
    assertThat(number(job, "state_bytes")).isPositive();
  }

  private static void assertSaysTheSame(
      List<String> row, Map<String, String> job, Map<String, String> limit) {
    double part = Double.parseDouble(row.get(4).replaceAll(" .*", ""));
    assertThat(part).isEqualTo(perSecond(job) / perSecond(limit), within(0.001));
    assertThat(row.get(5).replace(",", ""))
        .isEqualTo(String.valueOf(Math.round((double) number(job, "state_bytes") / UNITS)));
  }

  private static double perSecond(Map<String, String> round) {
    return number(round, "records") / Double.parseDouble(round.get("seconds"));
  }

  private static long number(Map<String, String> round, String column) {
    return Long.parseLong(round.get(column));
  }

  /** The only round of each alternative, by column. */
  private static Map<String, Map<String, String>> rounds(List<String> csv) {
    String[] columns = csv.get(0).split(",");
    Map<String, Map<String, String>> rounds = new LinkedHashMap<>();
    for (String line : csv.subList(1, csv.size())) {
      String[] values = line.split(",");
      Map<String, String> round = new LinkedHashMap<>();
      for (int i = 0; i < columns.length; i++) {
        round.put(columns[i], values[i]);
      }
      rounds.put(values[0], round);
    }
    return rounds;
  }

  /** The cells of a row of the table. */
  private static List<String> row(List<String> table, String title) {
    String row =
        table.stream().filter(line -> line.startsWith("| " + title)).findFirst().orElseThrow();
    return List.of(row.substring(2, row.length() - 2).split(" \\| ", -1));
  }
}
