package io.plumbline.jobs.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** One real broker in a process of its own, on loopback, gone with the test. */
public final class KafkaBroker implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk";

  private final Path folder;
  private final int port;
  private final Process process;

  private KafkaBroker(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  public static KafkaBroker start(Path folder) throws Exception {
    int port = freePort();
    int controller = freePort();
    Path properties = folder.resolve("server.properties");
    Files.writeString(
        properties,
        String.join(
            "\n",
            "process.roles=broker,controller",
            "node.id=1",
            "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
            "controller.listener.names=CONTROLLER",
            "controller.quorum.voters=1@127.0.0.1:" + controller,
            "log.dirs=" + folder.resolve("data"),
            "offsets.topic.num.partitions=1",
            "offsets.topic.replication.factor=1",
            "transaction.state.log.num.partitions=1",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1",
            "auto.create.topics.enable=false",
            // The messages have timestamps of long ago.
            "log.retention.ms=-1",
            "group.initial.rebalance.delay.ms=0"));
    Process format =
        java(
            folder,
            "kafka.tools.StorageTool",
            "format",
            "-t",
            CLUSTER,
            "-c",
            properties.toString());
    if (!format.waitFor(START.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
      format.destroyForcibly();
      throw new IOException("cannot format: " + Files.readString(folder.resolve("log.txt")));
    }
    Process process = java(folder, "kafka.Kafka", properties.toString());
    KafkaBroker broker = new KafkaBroker(folder, port, process);
    try (Admin admin = broker.admin()) {
      Awaitility.await()
          .atMost(START)
          .ignoreExceptions()
          .until(
              () ->
                  !process.isAlive()
                      || !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty());
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
    if (!process.isAlive()) {
      throw new IOException("the broker ended: " + Files.readString(folder.resolve("log.txt")));
    }
    return broker;
  }

  public Map<String, String> properties() {
    return Map.of("bootstrap.servers", "127.0.0.1:" + port);
  }

  Admin admin() {
    Properties properties = new Properties();
    properties.putAll(properties());
    return Admin.create(properties);
  }

  public void createTopic(String topic, int partitions) throws Exception {
    try (Admin admin = admin()) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** Waits until all that stands before an offset of partition 0 is committed or taken back. */
  void awaitCommitted(String topic, long offset) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Admin admin = admin()) {
      Awaitility.await()
          .atMost(START)
          .until(
              () ->
                  admin
                          .listOffsets(
                              Map.of(partition, OffsetSpec.latest()),
                              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                          .partitionResult(partition)
                          .get(30, TimeUnit.SECONDS)
                          .offset()
                      >= offset);
    }
  }

  /** How many records a topic of one partition has, committed or not. */
  public long written(String topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Admin admin = admin()) {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get(30, TimeUnit.SECONDS)
          .offset();
    }
  }

  /**
   * Ends every transaction that is open, as those that have timed out.
   *
   * @return how many there were
   */
  public int loseTransactions() throws Exception {
    try (Admin admin = admin()) {
      List<String> open =
          admin
              .listTransactions(
                  new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
              .all()
              .get(30, TimeUnit.SECONDS)
              .stream()
              .map(TransactionListing::transactionalId)
              .toList();
      admin.fenceProducers(open).all().get(30, TimeUnit.SECONDS);
      return open.size();
    }
  }

  public KafkaProducer<byte[], byte[]> producer(Map<String, String> more) {
    Properties properties = new Properties();
    properties.putAll(properties());
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "5");
    properties.putAll(more);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** How many records of a topic a group has read and committed. */
  public long committedPositions(String group, String topic) throws Exception {
    try (Admin admin = admin()) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(30, TimeUnit.SECONDS)
          .entrySet()
          .stream()
          .filter(position -> position.getKey().topic().equals(topic))
          .mapToLong(position -> position.getValue().offset())
          .sum();
    }
  }

  /** What is committed in a topic now. */
  public List<ConsumerRecord<byte[], byte[]>> messages(String topic) {
    Properties properties = new Properties();
    properties.putAll(properties());
    properties.putAll(Map.of("isolation.level", "read_committed", "auto.offset.reset", "earliest"));
    List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(messages::add);
      }
    }
    return messages;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "broker of " + folder;
  }

  private static Process java(Path folder, String... mainAndArguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(List.of(mainAndArguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
