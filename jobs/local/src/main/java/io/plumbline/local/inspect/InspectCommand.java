package io.plumbline.local.inspect;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Visibility;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.jobs.io.InputFiles;
import io.plumbline.local.ExitCode;
import io.plumbline.local.inspect.TopicReader.From;
import io.plumbline.operators.codec.EventFiles;
import io.plumbline.operators.codec.EventReader;
import io.plumbline.operators.codec.EventShape;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.RegistryConfig;
import io.plumbline.operators.codec.SourceMapping;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** A read-only look at what the jobs would make of topics or files. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Reads topics or files without changing anything, and tells what is mapped and rejected,"
            + " how clocks and order are, which ids there are, and the split of each experiment.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage or configuration",
      "3:of a source that has messages not one record could be mapped"
    })
public final class InspectCommand implements Callable<Integer> {
  private static final int PROGRESS_EVERY = 10_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "F",
      description = "YAML file of the jobs: kafka, registry, exposures, metric-events, timing.")
  private Path config;

  @Option(
      names = "--exposures",
      paramLabel = "P",
      description = "Instead of topics: files or folders of exposures; may be repeated.")
  private List<Path> exposures = new ArrayList<>();

  @Option(
      names = "--events",
      paramLabel = "P",
      description = "Instead of topics: files or folders of metric events; may be repeated.")
  private List<Path> events = new ArrayList<>();

  @Option(
      names = "--experiments",
      paramLabel = "F",
      description = "YAML file of experiments, for their weights. Default: equal weights.")
  private Path experiments;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "PT1M",
      converter = PositiveDuration.class,
      description = "How long to look at topics at most. Default: ${DEFAULT-VALUE}.")
  private Duration atMost;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      defaultValue = "PT1H",
      converter = FromConverter.class,
      description =
          "earliest, latest, or so long ago (PT1H). Unless it is latest, the look ends where the"
              + " topics ended at its beginning. Default: ${DEFAULT-VALUE}.")
  private From from;

  @Option(
      names = "--max-records",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many messages or records to look at. Default: ${DEFAULT-VALUE}.")
  private long mostRecords;

  @Override
  public Integer call() throws IOException {
    boolean hasFiles = !exposures.isEmpty() || !events.isEmpty();
    if (hasFiles == (config != null)) {
      throw new ParameterException(
          spec.commandLine(), "allowed: --config, or --exposures and --events");
    }
    if (mostRecords < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max-records is " + mostRecords + "; allowed: 1 or more");
    }
    List<Experiment> known =
        experiments == null ? List.of() : ExperimentsYaml.read(experiments).experiments();
    return hasFiles ? files(known) : topics(known);
  }

  private int topics(List<Experiment> known) throws IOException {
    PlumblineConfig all = PlumblineConfig.from("--config", config.toString());
    Visibility visibility = all.timing().visibility();
    RegistryConfig registry =
        all.registry().values().isEmpty() ? null : RegistryConfig.of(all.registry().values());
    Inspection inspection = new Inspection(visibility, known).withTopics(sources(all), registry);
    TopicReader.read(inspection, all.kafka().values(), from, atMost, mostRecords, progress());
    return tell(inspection, visibility);
  }

  /** The sources of both kinds as the jobs read them; without any, our own topics. */
  static List<SourceMapping> sources(PlumblineConfig config) {
    List<SourceMapping> sources = new ArrayList<>();
    add(sources, config.exposures(), EventKind.EXPOSURE, config.topics().exposures());
    add(sources, config.metricEvents(), EventKind.METRIC_EVENT, config.topics().metricEvents());
    return sources;
  }

  private static void add(
      List<SourceMapping> sources,
      List<Map<String, Object>> given,
      EventKind kind,
      String defaultTopic) {
    if (given.isEmpty()) {
      sources.add(SourceMapping.ownFields(defaultTopic, kind));
    }
    for (int i = 0; i < given.size(); i++) {
      sources.add(SourceMapping.parse(given.get(i), kind, i));
    }
  }

  private int files(List<Experiment> known) throws IOException {
    Inspection inspection = new Inspection(Visibility.DEFAULTS, known);
    if (!exposures.isEmpty()) {
      read(inspection, EventKind.EXPOSURE, EventShape.EXPOSURE, exposures);
    }
    if (!events.isEmpty()) {
      read(inspection, EventKind.METRIC_EVENT, EventShape.METRIC_EVENT, events);
    }
    return tell(inspection, Visibility.DEFAULTS);
  }

  private <E extends Event> void read(
      Inspection inspection, EventKind kind, EventShape<E> shape, List<Path> given)
      throws IOException {
    SourceTally tally = inspection.withFiles(kind);
    for (InputFiles.InputFile file : InputFiles.check(given, shape).files()) {
      try (EventReader<E> reader =
          EventFiles.open(Files.newInputStream(file.path()), file.topic(), shape)) {
        for (InputRecord<E> record = reader.next();
            record != null && tally.messages() < mostRecords;
            record = reader.next()) {
          inspection.record(tally, record);
        }
      }
    }
  }

  private int tell(Inspection inspection, Visibility configured) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(InspectionReport.of(inspection, configured));
    out.flush();
    return inspection.isWrong() ? ExitCode.NOT_RIGHT : ExitCode.DONE;
  }

  private LongConsumer progress() {
    PrintWriter err = spec.commandLine().getErr();
    long[] shown = new long[1];
    return read -> {
      if (read - shown[0] >= PROGRESS_EVERY) {
        shown[0] = read;
        err.printf("inspect: %,d messages%n", read);
        err.flush();
      }
    };
  }

  /** PT10M and the like, above zero. */
  static final class PositiveDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        Duration duration = Duration.parse(value);
        if (duration.compareTo(Duration.ZERO) > 0
            && duration.compareTo(Duration.ofDays(36_525)) <= 0) {
          return duration;
        }
      } catch (DateTimeParseException e) {
        // Told below, like a duration that is not positive.
      }
      throw new TypeConversionException(
          "'" + value + "' is no duration above zero; allowed: PT10M, PT1H, P1D and the like");
    }
  }

  /** earliest, latest, PT1H. */
  static final class FromConverter implements ITypeConverter<From> {
    @Override
    public From convert(String value) {
      return switch (value) {
        case "earliest" -> From.EARLIEST;
        case "latest" -> From.LATEST;
        default -> {
          try {
            yield new From(false, new PositiveDuration().convert(value));
          } catch (TypeConversionException e) {
            throw new TypeConversionException(
                "'" + value + "' is no beginning; allowed: earliest, latest, or PT1H and the like");
          }
        }
      };
    }
  }
}
