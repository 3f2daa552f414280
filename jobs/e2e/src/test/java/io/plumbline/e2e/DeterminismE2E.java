package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.e2e.oracle.InputShuffle;
import io.plumbline.e2e.oracle.SharedData;
import io.plumbline.local.simulate.Simulation;
import io.plumbline.local.simulate.SimulationSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same events give the same rows to the byte, whatever the files and the parallelism. */
class DeterminismE2E {
  private static final int PARTS = 7;

  @TempDir Path folder;

  @Test
  void orderOfLinesNumberOfFilesAndParallelismMeanNothing() throws Exception {
    Path input = folder.resolve("input");
    Simulation.write(SimulationSettings.of(3, 500).withDays(7), input);
    assertSameRows(
        input.resolve(Simulation.CONFIGURATION_FILE),
        input.resolve(Simulation.EXPOSURES_FILE),
        input.resolve(Simulation.EVENTS_FILE),
        Duration.ofHours(4),
        1,
        4);
  }

  @Test
  void neitherDoTheyForTheRealDataSet() throws Exception {
    Path data = SharedData.find("cookie_cats");
    assumeTrue(data != null, "../shared/data/cookie_cats is not here");
    assertSameRows(
        data.resolve("experiments.yaml"),
        data.resolve("exposures.csv.gz"),
        data.resolve("events.csv.gz"),
        Duration.ofHours(24),
        4);
  }

  /** In order at a parallelism of two, shuffled over several files at the others. */
  private void assertSameRows(
      Path configuration, Path exposures, Path events, Duration tick, int... parallelisms)
      throws Exception {
    Map<String, String> expected = run(configuration, exposures, events, tick, 2);
    assertThat(expected)
        .allSatisfy((table, rows) -> assertThat(rows.lines().count()).as(table).isPositive());

    for (int parallelism : parallelisms) {
      Path shuffled = folder.resolve("shuffled-" + parallelism);
      InputShuffle.shuffleAndSplit(exposures, PARTS, parallelism, shuffled.resolve("exposures"));
      InputShuffle.shuffleAndSplit(events, PARTS, parallelism, shuffled.resolve("events"));
      Map<String, String> actual =
          run(
              configuration,
              shuffled.resolve("exposures"),
              shuffled.resolve("events"),
              tick,
              parallelism);
      expected.forEach(
          (table, rows) ->
              assertThat(actual.get(table).equals(rows))
                  .as(
                      "%s at parallelism %d: %s",
                      table, parallelism, first(rows, actual.get(table)))
                  .isTrue());
    }
  }

  /** The first lines that are not the same. */
  private static String first(String expected, String actual) {
    String[] wanted = expected.split("\n");
    String[] found = actual.split("\n");
    for (int i = 0; i < Math.min(wanted.length, found.length); i++) {
      if (!wanted[i].equals(found[i])) {
        return "\n  expected " + wanted[i] + "\n  but was  " + found[i];
      }
    }
    return wanted.length + " lines expected, " + found.length + " found";
  }

  private Map<String, String> run(
      Path configuration, Path exposures, Path events, Duration tick, int parallelism)
      throws Exception {
    Path warehouse = folder.resolve("warehouse-" + exposures.getParent().getFileName());
    return CanonicalCsv.of(
        BoundedRun.of(configuration, exposures, events, warehouse)
            .tick(tick)
            .parallelism(parallelism)
            .run()
            .tables());
  }
}
