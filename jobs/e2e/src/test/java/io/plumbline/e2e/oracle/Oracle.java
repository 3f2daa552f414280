package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Computes every row of every table at every instant, from input files or from the logs of
 * partitions.
 *
 * <p>All results are table name to rows in any order. Values are String, Long, Integer, Boolean,
 * BigDecimal, Double, Instant, Map or null.
 */
public final class Oracle {

  /**
   * Beside the tables: the mature primary (all, all) rows of metric_results as they would be at the
   * instants at which the oracle sees no cause to publish them. A change of verdict_reason, which
   * it does not know, is one.
   */
  public static final String UNPUBLISHED_RESULTS = Tables.UNPUBLISHED_RESULTS;

  private final Configuration configuration;
  private final List<Arrival> arrivals;
  private final RunTiming timing;
  private final Tables tables;

  private Oracle(
      Configuration configuration, List<Arrival> arrivals, RunTiming timing, Tables tables) {
    this.configuration = configuration;
    this.arrivals = arrivals;
    this.timing = timing;
    this.tables = tables;
  }

  /**
   * What a run over files is given.
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

  /** Of files: every record counts from its event time, and nothing is late. */
  public static Map<String, List<Map<String, Object>>> compute(Input input) throws IOException {
    RunTiming timing = RunTiming.ofFiles(input.tick(), input.settle());
    RecordReader.Content exposures = RecordReader.exposures(files(input.exposures()));
    RecordReader.Content events = RecordReader.events(files(input.events()));
    long latest =
        Stream.concat(exposures.records().stream(), events.records().stream())
            .mapToLong(InputRecord::time)
            .max()
            .orElse(0);
    long end = Instants.gridAfter(latest, timing.tickMs());
    List<Arrival> arrivals = new ArrayList<>();
    arrivals.addAll(Arrivals.ofFiles(Kind.EXPOSURES, exposures, end - 1));
    arrivals.addAll(Arrivals.ofFiles(Kind.METRIC_EVENTS, events, end - 1));
    return new Oracle(
            Configuration.read(input.configuration()), arrivals, timing, new Tables(false))
        .run(true, end);
  }

  /**
   * Of logs that have ended: rows to the first tick after the last visible_at, and for a stopped
   * experiment at least to its stop; the last of them are final.
   */
  public static Map<String, List<Map<String, Object>>> bounded(
      Configuration configuration, List<PartitionLog> logs, RunTiming timing) {
    List<Arrival> arrivals = Arrivals.ofLogs(logs, timing);
    long latest = arrivals.stream().mapToLong(arrival -> arrival.visibleAt).max().orElse(0);
    long end = Instants.gridAfter(latest, timing.tickMs());
    return new Oracle(configuration, arrivals, timing, new Tables(true)).run(true, end);
  }

  /**
   * Of logs that may go on: rows to an instant, which should not be after {@link #closedThrough}.
   *
   * @param upTo the greatest as_of; enrollments are those made at ticks up to it
   */
  public static Map<String, List<Map<String, Object>>> streaming(
      Configuration configuration, List<PartitionLog> logs, RunTiming timing, Instant upTo) {
    List<Arrival> arrivals = Arrivals.ofLogs(logs, timing);
    return new Oracle(configuration, arrivals, timing, new Tables(true))
        .run(false, upTo.toEpochMilli());
  }

  /** The last tick that an endless run over these logs publishes. */
  public static Instant closedThrough(List<PartitionLog> logs, RunTiming timing) {
    long closed = Arrivals.closedThrough(logs, timing);
    return Instant.ofEpochMilli(closed - Math.floorMod(closed, timing.tickMs()));
  }

  /**
   * Of the rows of a table those that have been published when the tick {@code upTo} has, so that
   * the rows of a job that has gone on can be compared. A version of an enrollment is published at
   * the first tick after its visible_at.
   */
  public static List<Map<String, Object>> published(List<Map<String, Object>> rows, Instant upTo) {
    return rows.stream()
        .filter(
            row ->
                row.containsKey("as_of")
                    ? !((Instant) row.get("as_of")).isAfter(upTo)
                    : ((Instant) row.get("visible_at")).isBefore(upTo))
        .toList();
  }

  private Map<String, List<Map<String, Object>>> run(boolean bounded, long end) {
    Decisions decisions = new Decisions(configuration, arrivals, timing);
    Outcomes outcomes = new Outcomes(decisions, timing.tickMs());
    new Accounts("srm", Set.of(Kind.EXPOSURES), decisions, outcomes).publish(tables, end);
    new Accounts("metrics", Set.of(Kind.values()), decisions, outcomes).publish(tables, end);
    long firstVisible =
        arrivals.stream()
            .filter(Arrival::isAccepted)
            .mapToLong(arrival -> arrival.visibleAt)
            .min()
            .orElse(Long.MIN_VALUE);
    PlatformReplay platform = new PlatformReplay();
    for (Experiment experiment : configuration.experiments()) {
      Long stop = experiment.stoppedAt();
      long last = bounded && stop != null ? Math.max(end, stop) : end;
      Instants instants = new Instants(experiment, timing, last);
      ExperimentInput input = decisions.of(experiment);
      new EnrollmentReplay(input, timing, tables).replay(last);
      new ExperimentReplay(
              input, instants, bounded, firstVisible, timing.latenessMs(), platform, tables)
          .replay();
    }
    platform.judge(configuration.experiments());
    new StallReplay(configuration, timing, tables).replay(bounded, end);
    new UnknownReplay(configuration, outcomes, timing.tickMs(), tables).replay(end);
    return tables.rows();
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
