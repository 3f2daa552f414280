package io.plumbline.local.demo;

import io.plumbline.core.assignment.Assignment;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.Variant;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A web shop at work: visitors come, are shown variants as the configuration says, and buy or not.
 * One thing is broken in it: {@value #BROKEN_BROWSER} crashes on the treatment of {@value
 * #BROKEN_EXPERIMENT} for some, before the exposure is sent.
 */
final class LiveShop implements AutoCloseable {
  static final String BROKEN_EXPERIMENT = "new_navigation";
  static final String BROKEN_BROWSER = "safari";

  static final List<String> TOPICS = List.of("exposures", "metric-events");

  private static final double LOSS = 0.4;
  private static final String LIKED_EXPERIMENT = "one_page_checkout";
  private static final double PURCHASES = 0.20;
  private static final double LIFT = 1.25;
  private static final double TICKETS = 0.10;
  private static final int BEAT_MS = 100;
  private static final List<String> BROWSERS =
      List.of("chrome", "chrome", "chrome", "safari", "safari", "firefox");
  private static final List<String> COUNTRIES = List.of("DE", "US", "FR", "BR");

  private record Message(long at, String topic, String userId, String json) {}

  private final LiveConfiguration configuration;
  private final int visitorsASecond;
  private final KafkaProducer<byte[], byte[]> producer;
  private final SplittableRandom random;
  private final PriorityQueue<Message> later =
      new PriorityQueue<>(Comparator.comparingLong(Message::at));
  private final AtomicLong sent = new AtomicLong();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private long visitors;

  LiveShop(String bootstrap, LiveConfiguration configuration, int visitorsASecond, long seed) {
    this.configuration = configuration;
    this.visitorsASecond = visitorsASecond;
    this.random = new SplittableRandom(seed);
    Properties client = new Properties();
    client.put("bootstrap.servers", bootstrap);
    client.put("linger.ms", "20");
    this.producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    this.thread = new Thread(this::run, "live-shop");
    thread.setDaemon(true);
    thread.start();
  }

  /** Events so far. */
  long sent() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("the shop broke down", failed);
    }
    return sent.get();
  }

  private void run() {
    long begin = System.currentTimeMillis();
    try {
      while (!closing.await(BEAT_MS, TimeUnit.MILLISECONDS)) {
        long now = System.currentTimeMillis();
        while (visitors < (now - begin) * visitorsASecond / 1000) {
          visit("u" + ++visitors, now);
        }
        while (!later.isEmpty() && later.peek().at() <= now) {
          send(later.poll());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void visit(String userId, long now) {
    String browser = BROWSERS.get(random.nextInt(BROWSERS.size()));
    String country = COUNTRIES.get(random.nextInt(COUNTRIES.size()));
    double purchases = PURCHASES;
    for (Experiment experiment : configuration.experiments().values()) {
      Optional<String> variant = assigned(userId, experiment, now);
      if (variant.isEmpty()) {
        continue;
      }
      boolean treated = !variant.get().equals(experiment.control().key());
      if (treated
          && experiment.key().equals(BROKEN_EXPERIMENT)
          && browser.equals(BROKEN_BROWSER)
          && random.nextDouble() < LOSS) {
        continue;
      }
      if (treated && experiment.key().equals(LIKED_EXPERIMENT)) {
        purchases *= LIFT;
      }
      send(
          new Message(
              now,
              "exposures",
              userId,
              """
              {"exposure_id": "%s-%s", "experiment_key": "%s", "variant_key": "%s", \
              "unit_id": "%s", "event_time": "%s", \
              "attributes": {"browser": "%s", "country": "%s"}}"""
                  .formatted(
                      userId,
                      experiment.key(),
                      experiment.key(),
                      variant.get(),
                      userId,
                      Instant.ofEpochMilli(now),
                      browser,
                      country)));
    }
    act(userId, "page_view", now, 1);
    act(userId, "purchase", now, purchases);
    act(userId, "support_ticket", now, TICKETS);
  }

  private static Optional<String> assigned(String userId, Experiment experiment, long now) {
    if (!experiment.isRunningAt(now)) {
      return Optional.empty();
    }
    Allocation current = experiment.allocations().get(0);
    for (Allocation allocation : experiment.allocations()) {
      current = allocation.effectiveAt() <= now ? allocation : current;
    }
    Map<String, BigDecimal> weights = current.weights();
    List<String> variants = experiment.variants().stream().map(Variant::key).toList();
    return Assignment.assign(
        userId,
        experiment.salt(),
        experiment.hashVersion(),
        variants,
        variants.stream()
            .mapToDouble(key -> weights.getOrDefault(key, BigDecimal.ZERO).doubleValue())
            .toArray(),
        current.traffic());
  }

  /** Perhaps, and within eight seconds. */
  private void act(String userId, String event, long now, double chance) {
    if (random.nextDouble() >= chance) {
      return;
    }
    long at = now + 500 + random.nextLong(Duration.ofSeconds(8).toMillis());
    later.add(
        new Message(
            at,
            "metric-events",
            userId,
            "{\"event_id\": \"%s-%s\", \"event_name\": \"%s\", \"unit_id\": \"%s\", \"event_time\": \"%s\"}"
                .formatted(userId, event, event, userId, Instant.ofEpochMilli(at))));
  }

  private void send(Message message) {
    producer.send(
        new ProducerRecord<>(
            message.topic(),
            message.userId().getBytes(StandardCharsets.UTF_8),
            message.json().getBytes(StandardCharsets.UTF_8)),
        (metadata, problem) -> {
          if (problem != null) {
            failure.compareAndSet(null, new IllegalStateException(problem));
          }
        });
    sent.incrementAndGet();
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(10));
  }
}
