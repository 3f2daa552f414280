package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.e2e.oracle.InputShuffle;
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
    Simulation.write(SimulationSettings.of(3, 500).withDays(8), input);
    Path exposures = input.resolve(Simulation.EXPOSURES_FILE);
    Path events = input.resolve(Simulation.EVENTS_FILE);
    Map<String, String> expected = run(exposures, events, 2);
    assertThat(expected)
        .allSatisfy((table, rows) -> assertThat(rows.lines().count()).as(table).isPositive());

    for (int parallelism : new int[] {1, 2, 4}) {
      Path shuffled = folder.resolve("shuffled-" + parallelism);
      InputShuffle.shuffleAndSplit(exposures, PARTS, parallelism, shuffled.resolve("exposures"));
      InputShuffle.shuffleAndSplit(events, PARTS, parallelism, shuffled.resolve("events"));
      Map<String, String> actual =
          run(shuffled.resolve("exposures"), shuffled.resolve("events"), parallelism);
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

  private Map<String, String> run(Path exposures, Path events, int parallelism) throws Exception {
    Path configuration = folder.resolve("input").resolve(Simulation.CONFIGURATION_FILE);
    Path warehouse = folder.resolve("warehouse-" + exposures.getParent().getFileName());
    return CanonicalCsv.of(
        BoundedRun.of(configuration, exposures, events, warehouse)
            .tick(Duration.ofHours(1))
            .parallelism(parallelism)
            .run()
            .tables());
  }
}
