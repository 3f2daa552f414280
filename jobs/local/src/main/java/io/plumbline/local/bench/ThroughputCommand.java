package io.plumbline.local.bench;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.local.ExitCode;
import io.plumbline.local.Folders;
import io.plumbline.local.ProgressLine;
import io.plumbline.local.bench.report.BenchReport;
import io.plumbline.local.cluster.LocalKafka;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryManagerMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many records a second each job takes from topics, beside what reading alone takes. */
@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the jobs over topics of a broker of its own, side by side with reading alone.",
      "The alternatives take turns in this process, round after round; the first round warms up and"
          + " is dropped. Each starts a cluster of its own, which takes a second or two. Time runs"
          + " from the first record that is read until the last row of the last tick is with its"
          + " sink, so that no start is measured; the last round takes a checkpoint afterwards,"
          + " whose size is that of the state.",
      "A job that stands still for a minute, or does not count every record, is an error."
    })
final class ThroughputCommand implements Callable<Integer> {
  private static final int PARALLELISM = 2;
  private static final int TOP = 10;

  @Option(
      names = "--alternatives",
      split = ",",
      paramLabel = "KEY",
      description = {
        "Which to measure, with commas between; the limit that each is compared with comes with it."
            + " Default: all, which are",
        "read-events, decode-exposures, decode-events, and with BACKEND heap or rocksdb:"
            + " srm-BACKEND, metrics-1-BACKEND, metrics-3-BACKEND, metrics-10-BACKEND (experiments"
            + " in which an event counts)."
      })
  private List<String> keys = List.of();

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = "Metric events, and as many exposures for SrmJob. Default: ${DEFAULT-VALUE}.")
  private long events;

  @Option(
      names = "--units",
      defaultValue = "50000",
      description = "Users that they are of. Default: ${DEFAULT-VALUE}.")
  private int units;

  @Option(
      names = "--rocksdb-part",
      defaultValue = "4",
      description =
          "With state in RocksDB events and units are divided by this. Default: ${DEFAULT-VALUE}.")
  private int part;

  @Option(
      names = "--limit-copies",
      defaultValue = "8",
      description =
          "How often each record stands in the topics of what only reads or decodes, which is over"
              + " too soon else. Default: ${DEFAULT-VALUE}.")
  private int copies;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds that count. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--no-warm-up", description = "Leaves the round out that does not count.")
  private boolean cold;

  @Option(
      names = "--tables",
      description =
          "Rows go to Iceberg tables in this folder too, and time ends with a checkpoint behind"
              + " them.",
      paramLabel = "DIRECTORY")
  private Path tables;

  @Option(
      names = "--profile",
      description = "Runs MetricsJob with three experiments once more, and shows what costs most.")
  private boolean profile;

  @Mixin private BenchReport report;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Writes the figures of each round to this file.")
  private Path csv;

  @Override
  public Integer call() throws Exception {
    report.requireAtLeast("--rocksdb-part", part, 1);
    report.requireAtLeast("--events", events, (long) part * ThroughputLoad.PARTITIONS);
    report.requireAtLeast("--units", units, (long) part * ThroughputLoad.PARTITIONS);
    report.requireAtLeast("--limit-copies", copies, 1);
    report.requireAtLeast("--rounds", rounds, 1);
    List<ThroughputAlternative> alternatives =
        ThroughputAlternative.chosen(
            ThroughputAlternative.all(
                new ThroughputLoad("limit", units, events, copies),
                new ThroughputLoad("heap", units, events, 1),
                new ThroughputLoad("rocksdb", units / part, events / part, 1)),
            keys);
    Path folder = Files.createTempDirectory("plumbline-bench-");
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      List<String> lines = measure(alternatives, folder, progress);
      report.print(lines);
    } finally {
      Folders.delete(folder);
    }
    return ExitCode.DONE;
  }

  private List<String> measure(
      List<ThroughputAlternative> alternatives, Path folder, ProgressLine progress)
      throws Exception {
    progress.stage("starting Kafka");
    try (LocalKafka kafka = LocalKafka.start(folder.resolve("kafka"))) {
      progress.stage("filling topics");
      try (ThroughputTopics topics = new ThroughputTopics(kafka.bootstrap())) {
        topics.write(alternatives, folder);
      }
      Path flink = Files.createDirectories(folder.resolve("flink"));
      CatalogConfig catalog = tables == null ? null : CatalogConfig.embedded(tables);
      Runs runs = new Runs(new ThroughputRun(flink, PARALLELISM), kafka.bootstrap(), catalog);
      ThroughputFigures figures = rounds(runs, alternatives, progress);
      List<String> lines = new ArrayList<>(machine());
      lines.addAll(figures.table(alternatives));
      if (csv != null) {
        Files.write(csv, figures.rounds(alternatives));
      }
      if (profile) {
        lines.addAll(profile(runs, alternatives, folder, progress));
      }
      return lines;
    }
  }

  /** How an alternative is run. */
  private record Runs(ThroughputRun run, String bootstrap, CatalogConfig tables) {
    ThroughputRun.Result of(ThroughputAlternative alternative, boolean withState) throws Exception {
      return run.run(new ThroughputJob(alternative, bootstrap, tables).measured(), withState);
    }
  }

  private ThroughputFigures rounds(
      Runs runs, List<ThroughputAlternative> alternatives, ProgressLine progress) throws Exception {
    ThroughputFigures figures = new ThroughputFigures();
    for (int round = cold ? 1 : 0; round <= rounds; round++) {
      for (ThroughputAlternative alternative : alternatives) {
        String name =
            "%s: %s".formatted(round == 0 ? "warming up" : "round " + round, alternative.title());
        progress.stage(name);
        // What the one before left behind is not for this one to collect.
        System.gc();
        ThroughputRun.Result result = runs.of(alternative, round == rounds && alternative.isJob());
        progress.say(
            String.format(
                Locale.ROOT,
                "%s: %,d records in %.2f s, %,.0f/s; processors %.2f s",
                name,
                result.records(),
                result.seconds(),
                result.perSecond(),
                result.processorSeconds()));
        if (round > 0) {
          figures.add(alternative, result);
        }
      }
    }
    return figures;
  }

  private static List<String> profile(
      Runs runs, List<ThroughputAlternative> alternatives, Path folder, ProgressLine progress)
      throws Exception {
    List<String> lines = new ArrayList<>();
    for (ThroughputAlternative alternative : alternatives) {
      if (alternative.kind() == ThroughputAlternative.Kind.METRICS
          && alternative.experiments() == ThroughputAlternative.USUAL_EXPERIMENTS) {
        progress.stage("profile: " + alternative.title());
        ExecutionProfile taken = ExecutionProfile.of(folder, () -> runs.of(alternative, false));
        lines.add("");
        lines.add(alternative.title() + ", " + taken.samples() + " samples of running threads:");
        lines.add("");
        shares(lines, "in the method", taken.innermost(2 * TOP));
        lines.add("");
        shares(lines, "in this method of ours, or in what others it calls", taken.ours(2 * TOP));
        lines.add("");
        shares(lines, "in this method of ours, or below it", taken.below(4 * TOP));
      }
    }
    return lines;
  }

  private static void shares(
      List<String> lines, String title, List<ExecutionProfile.Share> shares) {
    lines.add("| " + title + " | part |");
    lines.add("|---|---:|");
    for (ExecutionProfile.Share share : shares) {
      lines.add(String.format(Locale.ROOT, "| %s | %.1f%% |", share.name(), 100 * share.part()));
    }
  }

  private List<String> machine() {
    Runtime runtime = Runtime.getRuntime();
    return List.of(
        String.format(
            Locale.ROOT,
            "%s, %d cores, heap of at most %,d MiB, %s %s with %s; parallelism %d; seed %d; %,d"
                + " events of %,d units, with RocksDB a part of %d; limits %d times; %d rounds.",
            LocalDate.now(ZoneOffset.UTC),
            runtime.availableProcessors(),
            runtime.maxMemory() >> 20,
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            collectors(),
            PARALLELISM,
            ThroughputLoad.SEED,
            events,
            units,
            part,
            copies,
            rounds),
        "");
  }

  private static String collectors() {
    return String.join(
        ", ",
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(MemoryManagerMXBean::getName)
            .toList());
  }
}
