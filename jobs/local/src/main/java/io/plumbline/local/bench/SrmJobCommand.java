package io.plumbline.local.bench;

import io.plumbline.local.Folders;
import io.plumbline.local.ProgressLine;
import io.plumbline.local.bench.report.BenchReport;
import io.plumbline.local.bench.srm.LossPlan;
import io.plumbline.local.bench.srm.LossStudy;
import io.plumbline.local.bench.statistics.Evidence;
import io.plumbline.local.cluster.ClusterShape.StateBackend;
import io.plumbline.local.cluster.LocalKafka;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What thousands of experiments cost in one SrmJob, and what it finds of a small loss. */
@Command(
    name = "srm-job",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the whole SrmJob. First over topics of a broker of its own, with more and more running"
          + " experiments of ten segment values: rows, state, processor time, and whether they grow"
          + " as the experiments do. Then over files, with a small loss in one arm from the third"
          + " day on: when it is found, as what, and whether healthy experiments beside are left"
          + " alone.",
      "What warms up is dropped. Rows, state and findings depend on the sizes and" + " seeds alone."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:Done.",
      "1:It failed.",
      "2:The command line is not right.",
      "3:Something grows faster than the experiments, a loss was not found, or a healthy"
          + " experiment was opened."
    })
final class SrmJobCommand implements Callable<Integer> {
  private static final int PARALLELISM = 2;
  private static final int TOP = 25;

  @Spec private CommandSpec spec;

  @Option(
      names = "--experiments",
      split = ",",
      paramLabel = "N",
      defaultValue = "625,1250,2500,5000",
      description =
          "How many run at once, ascending, with commas between; multiples of five. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> experiments;

  @Option(
      names = "--exposures",
      defaultValue = "240",
      description = "Of each experiment, over 20 ticks. Default: ${DEFAULT-VALUE}.")
  private int exposures;

  @Option(
      names = "--users",
      defaultValue = "100",
      description =
          "Whom the exposures of an experiment are drawn from; each is in five experiments."
              + " Default: ${DEFAULT-VALUE}.")
  private int users;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds that count; 0 leaves this part out. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--no-warm-up", description = "Leaves the run out that does not count.")
  private boolean cold;

  @Option(
      names = "--profile",
      description = "Runs the most experiments once more, and shows what costs most.")
  private boolean profile;

  @Option(
      names = "--pairs",
      defaultValue = "3",
      description =
          "Experiments with a loss, and as many healthy ones; 0 leaves this part out. Default:"
              + " ${DEFAULT-VALUE}.")
  private int pairs;

  @Option(
      names = "--loss",
      defaultValue = "0.01",
      description = "Share of the treatment's units. Default: ${DEFAULT-VALUE}.")
  private double loss;

  @Option(
      names = "--days",
      defaultValue = "7",
      description = "That those experiments run. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Option(
      names = "--users-per-day",
      defaultValue = "600000",
      description = "Who come to all of those experiments. Default: ${DEFAULT-VALUE}.")
  private int usersPerDay;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of what is lost and who is assigned. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private BenchReport report;

  @Override
  public Integer call() throws Exception {
    report.requireAtLeast("--exposures", exposures, 1);
    report.requireAtLeast("--users", users, SrmJobLoad.PARTITIONS);
    report.requireAtLeast("--rounds", rounds, 0);
    report.requireAtLeast("--pairs", pairs, 0);
    for (int size : experiments) {
      report.requireAtLeast("--experiments", size, 1);
      if (size % SrmJobLoad.EXPERIMENTS_PER_USER != 0) {
        throw new ParameterException(
            spec.commandLine(),
            "--experiments: %d (allowed: multiples of %d)"
                .formatted(size, SrmJobLoad.EXPERIMENTS_PER_USER));
      }
    }
    // Before anything is run, since it may refuse.
    LossPlan plan = pairs == 0 ? null : new LossPlan(seed, pairs, loss, days, usersPerDay);
    long begun = System.nanoTime();
    Evidence evidence = new Evidence();
    List<String> breaches = new ArrayList<>();
    Path folder = Files.createTempDirectory("plumbline-bench-");
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      if (rounds > 0) {
        breaches.addAll(growth(folder, progress, evidence));
      }
      if (plan != null) {
        LossStudy study = new LossStudy(plan, PARALLELISM, progress, evidence);
        study.run(Files.createDirectory(folder.resolve("loss")));
        breaches.addAll(study.breaches());
      }
    } finally {
      Folders.delete(folder);
    }
    print(evidence, (System.nanoTime() - begun) / 1e9);
    return report.judge("not right", breaches);
  }

  private List<String> growth(Path folder, ProgressLine progress, Evidence evidence)
      throws Exception {
    List<SrmJobLoad> loads =
        experiments.stream()
            .map(size -> new SrmJobLoad(size, exposures, users))
            .distinct()
            .toList();
    evidence.heading("Many experiments");
    evidence.text(
        String.format(
            Locale.ROOT,
            "SrmJob over a topic of %d partitions, at parallelism %d, state on the heap, rows to"
                + " tables: running experiments of two variants and %d segment values, %,d"
                + " exposures each of %,d users, over %d ticks of a minute; a full hour is among"
                + " them, at which segments, days and hours of the day are published. A user is in"
                + " %d experiments. %d rounds.",
            SrmJobLoad.PARTITIONS,
            PARALLELISM,
            SrmJobLoad.SEGMENTS,
            exposures,
            users,
            SrmJobLoad.TICKS,
            SrmJobLoad.EXPERIMENTS_PER_USER,
            rounds));
    progress.stage("starting Kafka");
    try (LocalKafka kafka = LocalKafka.start(folder.resolve("kafka"))) {
      progress.stage("filling topics");
      try (SrmJobTopics topics = new SrmJobTopics(kafka.bootstrap())) {
        for (SrmJobLoad load : loads) {
          topics.write(load);
        }
      }
      SrmJobRun run =
          new SrmJobRun(
              new ThroughputRun(Files.createDirectories(folder.resolve("flink")), PARALLELISM),
              kafka.bootstrap(),
              StateBackend.HEAP,
              folder);
      SrmJobFigures figures = rounds(run, loads, progress);
      figures.print(evidence);
      if (profile) {
        SrmJobLoad most = loads.get(loads.size() - 1);
        progress.stage("profile: " + most.title());
        profile(ExecutionProfile.of(folder, () -> run.of(most)), evidence);
      }
      return figures.breaches();
    }
  }

  private SrmJobFigures rounds(SrmJobRun run, List<SrmJobLoad> loads, ProgressLine progress)
      throws Exception {
    SrmJobFigures figures = new SrmJobFigures();
    if (!cold) {
      // The most, so that what is compiled late is compiled before the least is measured.
      measure(run, loads.get(loads.size() - 1), "warming up", progress);
    }
    for (int round = 1; round <= rounds; round++) {
      for (SrmJobLoad load : loads) {
        figures.add(load, measure(run, load, "round " + round, progress));
      }
    }
    return figures;
  }

  private static ThroughputRun.Result measure(
      SrmJobRun run, SrmJobLoad load, String round, ProgressLine progress) throws Exception {
    String name = round + ": " + load.title();
    progress.stage(name);
    // What the one before left behind is not for this one to collect.
    System.gc();
    ThroughputRun.Result result = run.of(load);
    progress.say(name + ": " + SrmJobFigures.line(result));
    return result;
  }

  private static void profile(ExecutionProfile taken, Evidence evidence) {
    evidence.text(taken.samples() + " samples of running threads, with the most experiments:");
    evidence.table("in this method of ours, or in what others it calls", "part");
    taken.ours(TOP).forEach(share -> row(share, evidence));
    evidence.text("And with all that they call:");
    evidence.table("in this method of ours, or below it", "part");
    taken.below(2 * TOP).forEach(share -> row(share, evidence));
  }

  private static void row(ExecutionProfile.Share share, Evidence evidence) {
    evidence.row(share.name(), String.format(Locale.ROOT, "%.1f %%", 100 * share.part()));
  }

  private void print(Evidence evidence, double seconds) throws Exception {
    Runtime runtime = Runtime.getRuntime();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %d cores, heap of at most %,d MiB, %s %s, seed %d, %.0f s.",
            LocalDate.now(ZoneOffset.UTC),
            runtime.availableProcessors(),
            runtime.maxMemory() >> 20,
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            seed,
            seconds));
    lines.add("");
    lines.addAll(evidence.lines());
    report.print(lines);
  }
}
