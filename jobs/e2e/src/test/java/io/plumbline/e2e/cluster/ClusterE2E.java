package io.plumbline.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.e2e.DuckDbReader;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.local.cluster.ClusterException;
import io.plumbline.local.cluster.ClusterShape;
import io.plumbline.local.cluster.FlinkRest.JobStatus;
import io.plumbline.local.cluster.LocalCluster;
import io.plumbline.local.cluster.LocalCluster.ProcessStatus;
import io.plumbline.local.simulate.Simulation;
import io.plumbline.local.simulate.SimulationSettings;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The cluster that `up` starts: what runs in it survives the death of any part of Flink. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterE2E {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final ClusterShape SHAPE =
      ClusterShape.DEFAULT
          .withoutConfiguration()
          .withSlots(4)
          .withSetting("execution.checkpointing.interval", "500 ms")
          .withSetting("execution.checkpointing.min-pause", "0 ms");

  /** A job's name that the commands know. */
  private static final String JOB = "srm";

  @TempDir private static Path root;
  private static Path home;
  private static LocalCluster cluster;

  @BeforeAll
  static void up() throws Exception {
    home = root.resolve("cluster");
    cluster = LocalCluster.start(home, LocalCluster.Options.ofTest(SHAPE));
  }

  @AfterAll
  static void down() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void everyPartWorksAndListensOnLoopbackAlone() throws Exception {
    assertThat(cluster.processes()).hasSize(5).allMatch(process -> process.pid().isPresent());
    for (ProcessStatus process : cluster.processes()) {
      List<Listeners.Listener> listeners = Listeners.of(process.pid().orElseThrow());
      assertThat(listeners)
          .as(process.name())
          .isNotEmpty()
          .allMatch(listener -> listener.address().isLoopbackAddress());
    }
    assertThat(Command.run("status", "--dir", home.toString()).status()).isZero();
  }

  @Test
  @Order(1)
  void whatJobsNeedIsMadeOnce() throws Exception {
    Path warehouse = root.resolve("initialized");
    Path config = root.resolve("plumbline.yaml");
    Files.writeString(
        config,
        """
        kafka: {bootstrap.servers: "%s"}
        registry: {url: "%s"}
        catalog: {type: hadoop, warehouse: "%s"}
        output: {format: confluent-avro}
        """
            .formatted(cluster.kafkaBootstrap(), cluster.registryUrl(), warehouse));
    String[] init = {"init", "--config", config.toString(), "--partitions", "3"};
    String[] dryRun = {"init", "--config", config.toString(), "--dry-run"};

    Command.Ended told = Command.run(dryRun);
    assertThat(told.status()).as(told.toString()).isZero();
    assertThat(told.output())
        .contains("missing: topic experiment-config (partitions: 1, compacted)")
        .contains("missing: schema of subject srm-alerts-value")
        .contains("missing: table srm_checks");
    assertThat(warehouse).doesNotExist();

    Command.Ended made = Command.run(init);
    assertThat(made.status()).as(made.toString()).isZero();
    assertThat(made.output()).contains("made: topic exposures (partitions: 3)");
    assertThat(Command.run(dryRun).output().strip()).isEqualTo("all is there");
    Command.Ended again = Command.run(init);
    assertThat(again.output().strip()).as(again.toString()).isEqualTo("all is there");

    try (Admin kafka = Admin.create(Map.of("bootstrap.servers", cluster.kafkaBootstrap()))) {
      kafka.createTopics(List.of(new NewTopic("two", 2, (short) 1))).all().get();
    }
    Command.Ended wrong =
        Command.run(
            "init", "--config", config.toString(), "--", "--topics.experiment-config", "two");
    assertThat(wrong.status()).as(wrong.toString()).isEqualTo(2);
    assertThat(wrong.errors()).contains("topic two has 2 partitions; allowed: 1");
  }

  @Test
  @Order(2)
  void aJobGoesOnWhereItWasWhateverIsKilledOrStopped() throws Exception {
    Path numbers = root.resolve("numbers");
    int count = 200_000;
    // So slow that it is not done before all of this is.
    submit(count, 500, numbers, List.of());
    awaitCheckpoints(2);

    long taskManager = cluster.killTaskManager(1);
    assertThat(ProcessHandle.of(taskManager)).isEmpty();
    Command.Ended worse = Command.run("status", "--dir", home.toString());
    assertThat(worse.status()).as(worse.toString()).isEqualTo(3);
    assertThat(worse.errors()).contains("taskmanager-1 is down");
    cluster.ensureRunning();
    await().atMost(LIMIT).until(() -> cluster.flinkRest().checkpoints(job().id()).restored() > 0);
    awaitCheckpoints(cluster.flinkRest().checkpoints(job().id()).completed() + 1);

    long jobManager = cluster.killJobManager();
    assertThat(ProcessHandle.of(jobManager)).isEmpty();
    assertThat(Command.run("status", "--dir", home.toString()).status()).isEqualTo(3);
    cluster.ensureRunning();
    await().atMost(LIMIT).until(() -> job().state().equals("RUNNING"));
    assertThat(cluster.flinkRest().checkpoints(job().id()).restored()).isOne();
    awaitCheckpoints(1);

    await().atMost(LIMIT).until(() -> cluster.flinkRest().watermark(job().id()).isPresent());
    Command.Ended well = Command.run("status", "--dir", home.toString(), "--max-lag", "PT30S");
    assertThat(well.status()).as(well.toString()).isZero();
    assertThat(well.output()).containsPattern(JOB + " +RUNNING");
    Command.Ended late = Command.run("status", "--dir", home.toString(), "--max-lag", "PT-1H");
    assertThat(late.status()).as(late.toString()).isEqualTo(3);
    assertThat(late.errors()).contains("job " + JOB + " is ");

    Command.Ended stopped = Command.run("stop", JOB, "--dir", home.toString());
    assertThat(stopped.status()).as(stopped.toString()).isZero();
    assertThat(stopped.errors()).contains("flink stop " + job().id());
    String savepoint = stopped.output().strip();
    assertThat(savepoint).startsWith("file:");
    assertThat(numbers(numbers).size()).isBetween(1, count - 1);

    submit(count, 100_000, numbers, List.of("-s", savepoint));
    await().atMost(LIMIT).until(() -> job().state().equals("FINISHED"));
    assertThat(numbers(numbers)).isEqualTo(below(count));
    assertThat(Command.run("status", "--dir", home.toString()).status()).isZero();
  }

  @Test
  @Order(3)
  void theJarRunsOnWhatAFlinkDistributionHolds() throws Exception {
    Path warehouse = root.resolve("warehouse");
    List<String> backfill = backfill(warehouse);
    List<String> submit =
        new ArrayList<>(List.of("submit", "backfill", "--parallelism", "1", "--dir"));
    submit.add(home.toString());
    submit.addAll(backfill.subList(0, 2));
    submit.add("--");
    submit.addAll(backfill.subList(2, backfill.size()));
    Command.Ended submitted = Command.run(submit.toArray(String[]::new));
    assertThat(submitted.status()).as(submitted.toString()).isZero();
    await()
        .atMost(LIMIT)
        .until(() -> cluster.flinkRest().job("backfill").orElseThrow().state().equals("FINISHED"));
    assertThat(new DuckDbReader(CatalogConfig.embedded(warehouse)).rows(Table.SRM_CHECKS))
        .isNotEmpty();
  }

  @Test
  @Order(3)
  void anApplicationClusterEndsWithItsJob() throws Exception {
    Path warehouse = root.resolve("application-warehouse");
    String zooKeeper =
        cluster.processes().stream()
            .filter(process -> process.name().equals("zookeeper"))
            .findFirst()
            .orElseThrow()
            .address();
    try (ApplicationCluster application =
        new ApplicationCluster(root.resolve("application"), zooKeeper)) {
      int status =
          application.run("io.plumbline.jobs.BackfillJob", backfill(warehouse), LIMIT.toSeconds());
      assertThat(status).as(application.log()).isZero();
    }
    assertThat(new DuckDbReader(CatalogConfig.embedded(warehouse)).rows(Table.SRM_CHECKS))
        .isNotEmpty();
  }

  /** The arguments of a job over files, the configuration first. */
  private static List<String> backfill(Path warehouse) throws Exception {
    Path input = root.resolve("input");
    if (!Files.exists(input)) {
      Simulation.write(SimulationSettings.of(3, 200).withDays(7), input);
    }
    return List.of(
        "--config",
        input.resolve(Simulation.CONFIGURATION_FILE).toString(),
        "--exposures",
        input.resolve(Simulation.EXPOSURES_FILE).toString(),
        "--events",
        input.resolve(Simulation.EVENTS_FILE).toString(),
        "--timing.tick",
        "PT24H",
        "--catalog.warehouse",
        warehouse.toString());
  }

  @Test
  @Order(3)
  void whatSubmitShowsRunsInAShell() throws Exception {
    Path config = root.resolve("plumbline.yaml");
    Command.Ended submitted =
        Command.run("submit", JOB, "--dir", home.toString(), "--config", config.toString());
    assertThat(submitted.status()).as(submitted.toString()).isZero();
    awaitCheckpoints(1);
    String shown = submitted.errors().lines().findFirst().orElseThrow();
    assertThat(shown).contains("/flink run -d -c io.plumbline.jobs.SrmJob ");
    Command.Ended stopped = Command.run("stop", JOB, "--dir", home.toString());
    assertThat(stopped.status()).as(stopped.toString()).isZero();

    Command.Ended run = Command.inShell(shown + " --namespace other");
    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.output()).contains("Job has been submitted with JobID ");
    awaitCheckpoints(1);
    assertThat(Command.run("stop", JOB, "--dir", home.toString()).status()).isZero();
  }

  @Test
  @Order(4)
  void nothingRemainsOfWhatIsEndedOrDoesNotComeUp() throws Exception {
    List<Long> pids =
        cluster.processes().stream().map(process -> process.pid().orElseThrow()).toList();
    List<Integer> ports = new ArrayList<>();
    for (long pid : pids) {
      Listeners.of(pid).forEach(listener -> ports.add(listener.port()));
    }
    assertThat(Command.run("down", "--dir", home.toString()).status()).isZero();
    assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    assertThat(ports).isNotEmpty().noneMatch(Listeners::isOpen);
    assertThat(Command.run("down", "--dir", home.toString()).status()).as("again").isZero();

    Path broken = root.resolve("broken");
    ClusterShape impossible = SHAPE.withSetting("jobmanager.memory.process.size", "100 mb");
    assertThatThrownBy(() -> LocalCluster.start(broken, LocalCluster.Options.ofTest(impossible)))
        .hasMessageContaining("Total Process Memory");
    assertThat(LocalCluster.in(broken).orElseThrow().processes())
        .allMatch(process -> process.pid().isEmpty());
  }

  @Test
  @Order(5)
  void aStartThatIsInterruptedLeavesNothing() throws Exception {
    Path folder = root.resolve("interrupted");
    Path processes = folder.resolve("run");
    Process up =
        Command.start(
            root.resolve("interrupted.out"),
            "up",
            "--without-configuration",
            "--dir",
            folder.toString());
    try {
      await().atMost(LIMIT).until(() -> Files.exists(processes.resolve("jobmanager.pid")));
      List<Long> pids = new ArrayList<>(pids(processes));
      assertThat(pids).anyMatch(pid -> ProcessHandle.of(pid).isPresent());
      up.destroy();
      assertThat(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      pids.addAll(pids(processes));
      assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    } finally {
      up.destroyForcibly();
    }
    assertThatThrownBy(() -> LocalCluster.in(folder).orElseThrow().killJobManager())
        .isInstanceOf(ClusterException.class)
        .hasMessage("jobmanager is not running");
  }

  private static void submit(int count, int perSecond, Path files, List<String> more)
      throws IOException {
    Path jar = TestJar.of(root, NumbersJob.class);
    List<String> arguments = new ArrayList<>(List.of("run", "-d", "-p", "2"));
    arguments.addAll(more);
    arguments.addAll(
        List.of(
            "-c",
            NumbersJob.class.getName(),
            jar.toString(),
            JOB,
            String.valueOf(count),
            String.valueOf(perSecond),
            files.toString()));
    assertThat(cluster.flinkClient().run(arguments)).contains("Job has been submitted");
  }

  /** The newest of the name. */
  private static JobStatus job() {
    return cluster.flinkRest().job(JOB).orElseThrow();
  }

  private static void awaitCheckpoints(int count) {
    await()
        .atMost(LIMIT)
        .until(() -> cluster.flinkRest().checkpoints(job().id()).completed() >= count);
  }

  private static List<Long> below(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  /** What is committed, sorted. */
  private static List<Long> numbers(Path folder) throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        // What is not committed yet begins with a dot.
        if (!file.getFileName().toString().startsWith(".")) {
          Files.readAllLines(file).forEach(line -> numbers.add(Long.parseLong(line)));
        }
      }
    }
    return numbers.stream().sorted().toList();
  }

  private static List<Long> pids(Path processes) throws IOException {
    List<Long> pids = new ArrayList<>();
    try (Stream<Path> files = Files.list(processes)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".pid")).toList()) {
        pids.add(Long.parseLong(Files.readString(file).strip()));
      }
    }
    return pids;
  }
}
