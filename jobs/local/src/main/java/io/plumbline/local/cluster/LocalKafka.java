package io.plumbline.local.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * The Kafka of a {@link LocalCluster} without the rest: one broker on the loopback interface, which
 * ends with this Java process at the latest.
 */
public final class LocalKafka implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(120);
  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  private final ClusterProcess process;
  private final KafkaBroker broker;
  private final Thread hook = new Thread(this::kill);

  private LocalKafka(KafkaBroker broker, ClusterProcess process) {
    this.broker = broker;
    this.process = process;
  }

  /**
   * Starts a broker and waits until it answers.
   *
   * @param root a folder of its own
   * @throws ClusterException if it did not come up, with the end of its log
   */
  public static LocalKafka start(Path root) throws IOException {
    ClusterFolder folder = ClusterFolder.of(root);
    folder.create();
    ClusterState state = ClusterState.create(ClusterShape.DEFAULT);
    Files.createDirectories(folder.configuration());
    try (InputStream logging = LocalKafka.class.getResourceAsStream("log4j2.properties")) {
      Files.copy(logging, folder.logging(), StandardCopyOption.REPLACE_EXISTING);
    }
    KafkaBroker broker = new KafkaBroker(folder, state, Runtimes.ofThisCheckout());
    LocalKafka kafka = new LocalKafka(broker, ClusterProcess.of(broker.name(), state, folder));
    try (StartGuard guard = new StartGuard()) {
      broker.configure();
      guard.start(broker, kafka.process);
      Readiness.await(broker, kafka.process, folder, READY_LIMIT);
      Runtime.getRuntime().addShutdownHook(kafka.hook);
      guard.keep();
    }
    return kafka;
  }

  /** For clients. */
  public String bootstrap() {
    return broker.address();
  }

  private void kill() {
    StartGuard.abort(broker, process);
  }

  /** Ends it and waits for its end. */
  @Override
  public void close() throws IOException {
    process.askToEnd(broker.endSignal());
    process.end(END_LIMIT);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook finds nothing left to do.
    }
  }
}
