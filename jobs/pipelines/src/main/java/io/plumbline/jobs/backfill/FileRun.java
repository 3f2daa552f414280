package io.plumbline.jobs.backfill;

import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Timing;
import io.plumbline.jobs.collect.CollectTopology;
import io.plumbline.jobs.config.JobEnvironment;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.ExperimentsFile;
import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.jobs.io.InputFiles;
import io.plumbline.jobs.io.Sinks;
import io.plumbline.jobs.io.Sources;
import io.plumbline.jobs.io.TableSetup;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.operators.codec.EventShape;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Files in, tables out. {@link #prepare} reads and checks all there is to check, so that a run that
 * cannot succeed has written nothing; {@link #attach} then adds the job to an environment.
 */
public final class FileRun {

  /**
   * What to run.
   *
   * @param archive whether the accepted records are kept in tables of their own
   * @param replace whether rows that the warehouse already has of these experiments are removed
   */
  public record Settings(
      Path config,
      List<Path> exposures,
      List<Path> metricEvents,
      CatalogConfig catalog,
      Timing timing,
      boolean archive,
      boolean replace) {}

  private final Settings settings;
  private final ExperimentsFile experiments;
  private final InputFiles exposureFiles;
  private final InputFiles metricEventFiles;

  private FileRun(
      Settings settings,
      ExperimentsFile experiments,
      InputFiles exposureFiles,
      InputFiles metricEventFiles) {
    this.settings = settings;
    this.experiments = experiments;
    this.exposureFiles = exposureFiles;
    this.metricEventFiles = metricEventFiles;
  }

  /**
   * Reads the configuration, opens every file, and looks at the warehouse; writes nothing.
   *
   * @throws ConfigurationException naming all that is wrong
   */
  public static FileRun prepare(Settings settings) {
    ExperimentsFile experiments = ExperimentsYaml.read(settings.config());
    InputFiles exposures = InputFiles.check(settings.exposures(), EventShape.EXPOSURE);
    InputFiles metricEvents = InputFiles.check(settings.metricEvents(), EventShape.METRIC_EVENT);
    TableSetup.checkWritable(settings.catalog());
    FileRun run = new FileRun(settings, experiments, exposures, metricEvents);
    if (!settings.replace()) {
      run.withWarehouse(run::refuseExistingRows);
    }
    return run;
  }

  /** How a bounded job is run, whatever the cluster's own settings. */
  public static Configuration environment() {
    return JobEnvironment.bounded();
  }

  public ExperimentsFile experiments() {
    return experiments;
  }

  /** The size of all inputs on the disk. */
  public long bytes() {
    return exposureFiles.bytes() + metricEventFiles.bytes();
  }

  /**
   * Makes room and tables in the warehouse, and adds sources, topologies and sinks.
   *
   * @param env in batch mode, see {@link #environment()}
   */
  public void attach(StreamExecutionEnvironment env) {
    TableRows rows = definitions(env, rows(env, withWarehouse(this::revision)));
    TableSetup.prepare(settings.catalog(), rows.tables());
    if (settings.replace()) {
      withWarehouse(this::makeRoom);
    }
    rows.forEach((table, stream) -> Sinks.append(stream, table, settings.catalog()));
  }

  private TableRows definitions(StreamExecutionEnvironment env, TableRows rows) {
    FileDefinitions definitions =
        new FileDefinitions(experiments.experiments(), System.currentTimeMillis());
    return with(
        env,
        Table.METRIC_VERSIONS,
        withWarehouse(definitions::metricVersions),
        with(env, Table.EXPERIMENT_VERSIONS, withWarehouse(definitions::experimentVersions), rows));
  }

  private static TableRows with(
      StreamExecutionEnvironment env, Table table, List<RowData> more, TableRows rows) {
    String name = table.tableName() + "-of-file";
    return more.isEmpty()
        ? rows
        : rows.with(table, env.fromData(more, RowTypes.typeInfo(table)).uid(name).name(name));
  }

  private TableRows rows(StreamExecutionEnvironment env, int revision) {
    DataStream<InputRecord<Exposure>> exposures = Sources.exposures(env, exposureFiles);
    DataStream<InputRecord<MetricEvent>> metricEvents = Sources.metricEvents(env, metricEventFiles);
    TableRows rows =
        BoundedTopology.rows(
            exposures,
            metricEvents,
            experiments.experiments(),
            settings.timing().inFiles(),
            revision);
    return settings.archive()
        ? rows.with(
                Table.EXPOSURE_EVENTS,
                CollectTopology.archive("exposures", exposures, EventKind.EXPOSURE))
            .with(
                Table.METRIC_EVENTS,
                CollectTopology.archive("metric-events", metricEvents, EventKind.METRIC_EVENT))
        : rows;
  }

  private Set<String> experimentKeys() {
    return experiments.experiments().stream().map(Experiment::key).collect(Collectors.toSet());
  }

  private Void refuseExistingRows(Warehouse warehouse) {
    List<String> problems = new ArrayList<>();
    Set<String> both = new TreeSet<>(experimentKeys());
    both.retainAll(warehouse.experimentKeys());
    if (!both.isEmpty()) {
      problems.add("already has rows of " + String.join(", ", both));
    }
    if (settings.archive()) {
      for (Table table : List.of(Table.EXPOSURE_EVENTS, Table.METRIC_EVENTS)) {
        if (warehouse.hasRows(table, ofTheseFiles())) {
          problems.add("already has an archive of these files in " + table.tableName());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(
          problems.stream()
              .map(
                  problem ->
                      "warehouse "
                          + settings.catalog().warehouse()
                          + " "
                          + problem
                          + "; allowed: another warehouse, or --replace")
              .toList());
    }
    return null;
  }

  /** The number of the run: 0 where it is the warehouse's first, or replaces what is there. */
  private int revision(Warehouse warehouse) {
    return settings.replace()
        ? 0
        : warehouse.rows(Table.JOB_PROGRESS, Expressions.alwaysTrue(), "revision").stream()
            .mapToInt(row -> (Integer) row.get("revision") + 1)
            .max()
            .orElse(0);
  }

  private Void makeRoom(Warehouse warehouse) {
    warehouse.replace(experimentKeys());
    if (settings.archive()) {
      warehouse.delete(Table.EXPOSURE_EVENTS, ofTheseFiles());
      warehouse.delete(Table.METRIC_EVENTS, ofTheseFiles());
    }
    return null;
  }

  private Expression ofTheseFiles() {
    return Expressions.in(
        "topic",
        Stream.concat(exposureFiles.files().stream(), metricEventFiles.files().stream())
            .map(InputFiles.InputFile::topic)
            .toArray());
  }

  private <T> T withWarehouse(Function<Warehouse, T> use) {
    try (Warehouse warehouse = Warehouse.open(settings.catalog())) {
      return use.apply(warehouse);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
