package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Computes every row of every table at every instant from input files. */
public final class Oracle {

  /**
   * Beside the tables: the mature primary (all, all) rows of metric_results as they would be at the
   * instants at which the oracle sees no cause to publish them. A change of verdict_reason, which
   * it does not know, is one.
   */
  public static final String UNPUBLISHED_RESULTS = Tables.UNPUBLISHED_RESULTS;

  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  private Oracle() {}

  /**
   * What a run is given.
   *
   * @param exposures a file or a folder
   * @param events a file or a folder
   */
  public record Input(
      Path configuration, Path exposures, Path events, Duration tick, Duration settle) {

    /** The defaults of a bounded run: settling takes fifteen minutes. */
    public static Input of(Path configuration, Path exposures, Path events, Duration tick) {
      return new Input(configuration, exposures, events, tick, Duration.ofMinutes(15));
    }
  }

  /**
   * Table name to rows in any order. Values are String, Long, Integer, Boolean, BigDecimal, Double,
   * Instant, Map or null.
   */
  public static Map<String, List<Map<String, Object>>> compute(Input input) throws IOException {
    Configuration configuration = Configuration.read(input.configuration());
    RecordReader.Content exposures = RecordReader.exposures(files(input.exposures()));
    RecordReader.Content events = RecordReader.events(files(input.events()));
    long tick = input.tick().toMillis();
    long end = Instants.gridAfter(times(exposures, events).max().orElse(0), tick);
    long firstVisible = times(exposures, events).min().orElse(Long.MIN_VALUE);

    Tables tables = new Tables();
    Decisions decisions =
        new Decisions(
            configuration,
            experiment -> new Instants(experiment, tick, Math.max(HOUR_MS, tick), end),
            input.settle().toMillis());
    exposures.records().stream()
        .sorted(InputRecord.BY_TIME_ID_CONTENT)
        .forEach(decisions::decideExposure);
    events.records().stream().sorted(InputRecord.BY_TIME_CONTENT).forEach(decisions::decideEvent);

    Accounts srm = new Accounts("srm", tick, end);
    srm.addRead(decisions.exposureOutcomes(), exposures.malformed());
    srm.publish(tables);
    Accounts metrics = new Accounts("metrics", tick, end);
    metrics.addRead(decisions.exposureOutcomes(), exposures.malformed());
    metrics.addRead(decisions.eventOutcomes(), events.malformed());
    metrics.publish(tables);
    for (Experiment experiment : configuration.experiments()) {
      new ExperimentReplay(decisions.of(experiment), tick, firstVisible, tables).replay();
    }
    return tables.rows();
  }

  private static LongStream times(RecordReader.Content exposures, RecordReader.Content events) {
    return Stream.concat(exposures.records().stream(), events.records().stream())
        .mapToLong(InputRecord::time);
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.sorted().toList();
    }
  }
}
