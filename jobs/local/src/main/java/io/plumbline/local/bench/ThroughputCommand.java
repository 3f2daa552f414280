package io.plumbline.local.bench;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.local.Folders;
import io.plumbline.local.ProgressLine;
import io.plumbline.local.cluster.LocalKafka;
import java.io.PrintWriter;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many events a second each job takes from topics, beside what reading alone takes. */
@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the jobs over topics of a broker of its own, side by side with reading alone.",
      "The alternatives take turns, round after round; the first round warms up and is dropped."
    })
final class ThroughputCommand implements Callable<Integer> {
  private static final int PARALLELISM = 2;
  private static final int TOP = 10;

  @Spec private CommandSpec spec;

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
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds that count. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--no-warm-up", description = "Leaves the round out that does not count.")
  private boolean cold;

  @Option(
      names = "--tables",
      description = "Rows go to Iceberg tables in this folder, not nowhere.",
      paramLabel = "DIRECTORY")
  private Path tables;

  @Option(
      names = "--profile",
      description = "Runs MetricsJob with three experiments once more, and shows what costs most.")
  private boolean profile;

  @Option(names = "--out", description = "Writes the tables to this file too.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    requireAtLeast("--events", events, (long) part * ThroughputLoad.PARTITIONS);
    requireAtLeast("--rocksdb-part", part, 1);
    requireAtLeast("--units", units, (long) part * ThroughputLoad.PARTITIONS);
    requireAtLeast("--rounds", rounds, 1);
    Path folder = Files.createTempDirectory("plumbline-bench-");
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      List<String> lines = measure(folder, progress);
      PrintWriter console = spec.commandLine().getOut();
      lines.forEach(console::println);
      console.flush();
      if (out != null) {
        Files.write(out, lines);
      }
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private List<String> measure(Path folder, ProgressLine progress) throws Exception {
    ThroughputLoad load = new ThroughputLoad("all", units, events);
    ThroughputLoad small = new ThroughputLoad("part", units / part, events / part);
    progress.stage("starting Kafka");
    try (LocalKafka kafka = LocalKafka.start(folder.resolve("kafka"))) {
      progress.stage("filling topics");
      try (ThroughputTopics topics = new ThroughputTopics(kafka.bootstrap())) {
        topics.writeConfiguration(folder);
        topics.write(load);
        topics.write(small);
      }
      Path flink = Files.createDirectories(folder.resolve("flink"));
      CatalogConfig catalog = tables == null ? null : CatalogConfig.embedded(tables);
      ThroughputRun run = new ThroughputRun(kafka.bootstrap(), flink, PARALLELISM, catalog);
      List<ThroughputAlternative> alternatives = ThroughputAlternative.all(load, small);
      List<String> lines = new ArrayList<>(machine());
      lines.addAll(rounds(run, alternatives, progress));
      if (profile) {
        lines.addAll(profile(run, alternatives, folder, progress));
      }
      return lines;
    }
  }

  private List<String> rounds(
      ThroughputRun run, List<ThroughputAlternative> alternatives, ProgressLine progress)
      throws Exception {
    ThroughputFigures figures = new ThroughputFigures();
    for (int round = cold ? 1 : 0; round <= rounds; round++) {
      boolean isLast = round == rounds;
      for (ThroughputAlternative alternative : alternatives) {
        progress.stage(
            "%s: %s".formatted(round == 0 ? "warming up" : "round " + round, alternative.name()));
        ThroughputRun.Result result = run.run(alternative, isLast && alternative.isJob());
        if (round > 0) {
          figures.add(alternative, result);
        }
        if (isLast && alternative.isJob()) {
          figures.addState(alternative, result.stateBytes());
        }
      }
    }
    return figures.table(alternatives);
  }

  private static List<String> profile(
      ThroughputRun run,
      List<ThroughputAlternative> alternatives,
      Path folder,
      ProgressLine progress)
      throws Exception {
    List<String> lines = new ArrayList<>();
    for (ThroughputAlternative alternative : alternatives) {
      if (alternative.kind() == ThroughputAlternative.Kind.METRICS
          && alternative.experiments() == ThroughputAlternative.USUAL_EXPERIMENTS) {
        progress.stage("profile: " + alternative.name());
        ExecutionProfile taken = ExecutionProfile.of(folder, () -> run.run(alternative, false));
        lines.add("");
        lines.add(alternative.name() + ", " + taken.samples() + " samples of running threads:");
        lines.add("");
        shares(lines, "in the method", taken.innermost(TOP));
        lines.add("");
        shares(lines, "in this method of ours, or called from it", taken.ours(2 * TOP));
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
                + " events of %,d units, %d rounds.",
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

  private void requireAtLeast(String option, long found, long least) {
    if (found < least) {
      throw new ParameterException(
          spec.commandLine(), "%s: %d (allowed: %d or more)".formatted(option, found, least));
    }
  }
}
