package io.plumbline.local.cluster;

import io.plumbline.local.ProgressListener;
import io.plumbline.local.cluster.ClusterState.Port;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Kafka, a schema registry, ZooKeeper and a session cluster of Flink, and the configuration's
 * database with Kafka Connect to capture it, as processes of their own, all on the loopback
 * interface. Everything about it is in one folder, so that any process can look at it, bring back
 * what died, or end it; what it keeps (topics, schemas, checkpoints) outlives it.
 */
public final class LocalCluster implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  private static final Duration READY_LIMIT = Duration.ofSeconds(120);
  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  /** What becomes of the processes when the Java process that started them ends. */
  public enum Lifetime {
    /** They go on. */
    DETACHED,
    /** They end too, by a hook; for tests. */
    THIS_PROCESS
  }

  /**
   * How to start.
   *
   * @param progress hears what is waited for
   */
  public record Options(ClusterShape shape, Lifetime lifetime, ProgressListener progress) {
    /** For tests: nothing remains, nobody watches. */
    public static Options ofTest(ClusterShape shape) {
      return new Options(shape.shortLived(), Lifetime.THIS_PROCESS, NOBODY);
    }
  }

  private static final ProgressListener NOBODY =
      new ProgressListener() {
        @Override
        public void stage(String name) {}

        @Override
        public void progress(long records, double fraction) {}
      };

  private final ClusterFolder folder;
  private final Runtimes runtimes;
  private final FlinkRest rest;
  private ClusterState state;

  private LocalCluster(ClusterFolder folder, ClusterState state) {
    this.folder = folder;
    this.state = state;
    this.runtimes = Runtimes.ofThisCheckout();
    this.rest = new FlinkRest(state.url(Port.FLINK_REST));
  }

  /** The cluster that lives in a folder, running or not; empty when none was ever started there. */
  public static Optional<LocalCluster> in(Path root) {
    ClusterFolder folder = ClusterFolder.of(root);
    return ClusterState.read(folder).map(state -> new LocalCluster(folder, state));
  }

  /**
   * Starts what is missing of the cluster in a folder and waits until it works. What a failed or
   * interrupted start began, it ends.
   *
   * @throws ClusterException naming the part that did not come up, with the end of its log
   */
  public static LocalCluster start(Path root, Options options) throws IOException {
    ClusterFolder folder = ClusterFolder.of(root);
    folder.create();
    return FolderLock.holding(folder, () -> startHolding(folder, options));
  }

  private static LocalCluster startHolding(ClusterFolder folder, Options options)
      throws IOException {
    Optional<ClusterState> before = ClusterState.read(folder);
    ClusterState state =
        before.orElseGet(() -> ClusterState.create(options.shape())).with(options.shape());
    LocalCluster cluster = new LocalCluster(folder, state);
    before.ifPresent(found -> cluster.checkFits(found.shape()));
    state.write(folder);
    if (options.lifetime() == Lifetime.THIS_PROCESS) {
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::abort));
    }
    cluster.retire(before.map(ClusterState::shape).orElse(state.shape()));
    cluster.startMissing(options.progress());
    return cluster;
  }

  public ClusterShape shape() {
    return state.shape();
  }

  /** For clients of Kafka. */
  public String kafkaBootstrap() {
    return state.address(Port.KAFKA);
  }

  /** For clients of a Confluent registry. */
  public String registryUrl() {
    return new SchemaRegistry(folder, state, runtimes).url();
  }

  public FlinkRest flinkRest() {
    return rest;
  }

  public FlinkClient flinkClient() {
    return new FlinkClient(folder);
  }

  /**
   * The database in which experiments are set up, for psql and its like.
   *
   * @throws ClusterException when the cluster has none
   */
  public String postgresUrl() {
    return postgres().url();
  }

  /** The same for JDBC. */
  public String postgresJdbcUrl() {
    return postgres().jdbcUrl(PostgresServer.DATABASE);
  }

  private PostgresServer postgres() {
    requireConfiguration();
    return new PostgresServer(folder, state, runtimes);
  }

  /** Kafka Connect, which captures the database. */
  public ConnectRest connectRest() {
    requireConfiguration();
    return new ConnectRest(state.url(Port.CONNECT));
  }

  private void requireConfiguration() {
    if (!state.shape().hasConfiguration()) {
      throw new ClusterException(
          "the cluster in %s has no database of the configuration".formatted(folder.root()));
    }
  }

  /** The jar that goes to clusters. */
  public Path jobsJar() {
    return runtimes.jobsJar();
  }

  /** Where each process logs. */
  public Path logs() {
    return folder.logs();
  }

  /**
   * A process of the cluster as it is now.
   *
   * @param pid empty when it is down
   */
  public record ProcessStatus(String name, Optional<Long> pid, String address) {}

  /** All that belong to the cluster, in the order of their start. */
  public List<ProcessStatus> processes() {
    return parts().stream()
        .map(part -> new ProcessStatus(part.name(), process(part).pid(), part.address()))
        .toList();
  }

  /**
   * SIGKILL.
   *
   * @param number from 1
   * @return the id that the process had
   */
  public long killTaskManager(int number) {
    return ClusterProcess.of(TaskManager.name(number), state, folder).kill();
  }

  /** SIGKILL, see {@link #killTaskManager}. */
  public long killJobManager() {
    return process(new JobManager(folder, state, runtimes, rest)).kill();
  }

  /** SIGKILL, see {@link #killTaskManager}. */
  public long killPostgres() {
    return process(postgres()).kill();
  }

  /** SIGKILL, see {@link #killTaskManager}. */
  public long killConnect() {
    requireConfiguration();
    return process(new KafkaConnect(folder, state, runtimes)).kill();
  }

  /** Brings back what died. */
  public void ensureRunning() throws IOException {
    FolderLock.holding(
        folder,
        () -> {
          startMissing(NOBODY);
          return null;
        });
  }

  /** Ends all processes and waits for their end; what takes too long is killed. */
  @Override
  public void close() throws IOException {
    FolderLock.holding(
        folder,
        () -> {
          List<Part> parts = parts();
          // Flink and Connect first, since they use the others. ZooKeeper last: a JobManager signs
          // off there.
          end(parts.stream().filter(LocalCluster::isClient).toList());
          end(parts.stream().filter(part -> !isClient(part) && !isZooKeeper(part)).toList());
          end(parts.stream().filter(LocalCluster::isZooKeeper).toList());
          return null;
        });
  }

  private static boolean isFlink(Part part) {
    return part instanceof TaskManager || part instanceof JobManager;
  }

  private static boolean isClient(Part part) {
    return isFlink(part) || part instanceof KafkaConnect;
  }

  private static boolean isZooKeeper(Part part) {
    return part instanceof ZooKeeperNode;
  }

  private void end(List<Part> parts) throws IOException {
    for (Part part : parts) {
      process(part).askToEnd(part.endSignal());
    }
    for (Part part : parts) {
      process(part).end(END_LIMIT);
    }
  }

  /**
   * Ends all processes at once, without the lock, whose holder may be what is interrupted. Several
   * may do so at a time.
   */
  public void abort() {
    parts().forEach(part -> StartGuard.abort(part, process(part)));
  }

  /** In the order of their start. */
  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(new ZooKeeperNode(folder, state, runtimes));
    parts.add(new SchemaRegistry(folder, state, runtimes));
    if (state.shape().hasConfiguration()) {
      parts.add(new PostgresServer(folder, state, runtimes));
    }
    parts.add(new JobManager(folder, state, runtimes, rest));
    for (int number = 1; number <= state.shape().taskManagers(); number++) {
      parts.add(new TaskManager(folder, runtimes, rest, number));
    }
    // The last to start, since its folder is formatted first, and the others are not idle
    // meanwhile.
    parts.add(new KafkaBroker(folder, state, runtimes));
    if (state.shape().hasConfiguration()) {
      parts.add(new KafkaConnect(folder, state, runtimes));
    }
    return parts;
  }

  private ClusterProcess process(Part part) {
    return ClusterProcess.of(part.name(), state, folder);
  }

  private void checkFits(ClusterShape running) {
    boolean isRunning =
        parts().stream().anyMatch(part -> isFlink(part) && process(part).isRunning());
    if (isRunning && !state.shape().fits(running)) {
      throw new IllegalArgumentException(
          "the cluster in %s runs with %d slots, state on %s and settings %s; allowed: the same, or `down` first"
              .formatted(
                  folder.root(), running.slots(), running.stateBackend(), running.settings()));
    }
  }

  /** Ends what a smaller shape has no place for. */
  private void retire(ClusterShape before) throws IOException {
    for (int number = state.shape().taskManagers() + 1; number <= before.taskManagers(); number++) {
      end(List.of(new TaskManager(folder, runtimes, rest, number)));
    }
    if (!state.shape().hasConfiguration()) {
      end(List.of(new KafkaConnect(folder, state, runtimes)));
      end(List.of(new PostgresServer(folder, state, runtimes)));
    }
  }

  private void startMissing(ProgressListener progress) throws IOException {
    List<Part> parts = parts();
    parts.stream().filter(part -> !process(part).isRunning()).forEach(this::checkPort);
    try (StartGuard guard = new StartGuard()) {
      configure();
      for (Part part : parts) {
        ClusterProcess process = process(part);
        if (!process.isRunning()) {
          progress.stage("starting " + part.name());
          part.configure();
          guard.start(part, process);
        }
      }
      for (Part part : parts) {
        progress.stage("waiting for " + part.name());
        Readiness.await(part, process(part), folder, READY_LIMIT);
      }
      if (state.shape().hasConfiguration()) {
        ConfigurationCapture.of(postgres(), connectRest(), kafkaBootstrap(), runtimes)
            .ensure(progress, READY_LIMIT);
      }
      guard.keep();
    }
  }

  private void configure() throws IOException {
    try (InputStream logging = LocalCluster.class.getResourceAsStream("log4j2.properties")) {
      Files.copy(logging, folder.logging(), StandardCopyOption.REPLACE_EXISTING);
    }
    FlinkSettings.write(folder, state, runtimes);
    FlinkClient.write(folder, runtimes);
  }

  private void checkPort(Part part) {
    part.port()
        .filter(port -> !Ports.isFree(port))
        .ifPresent(
            port -> {
              throw new ClusterException(
                  "%s cannot start: another process listens at its port %d (chosen in %s)"
                      .formatted(part.name(), port, folder.state()));
            });
  }
}
