package io.plumbline.jobs.io;

import io.plumbline.core.experiment.Experiment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Writes experiments of a file to the configuration topic, and heartbeats that say up to when it is
 * complete. There must be one at a time.
 */
public final class ConfigPublisher implements AutoCloseable {

  /**
   * What a publication did; keys of experiments.
   *
   * @param written new or changed
   * @param unchanged not written again
   * @param left in the topic and not in the file: nothing erases them
   */
  public record Published(List<String> written, List<String> unchanged, List<String> left) {}

  private final ConfigTopic topic;
  private final LongSupplier clock;
  private final Map<String, ExperimentDocument> documents = new LinkedHashMap<>();
  private long heartbeatAt = Long.MIN_VALUE;

  /**
   * @param clock milliseconds since the epoch: in a replay the time of the events
   */
  ConfigPublisher(ConfigTopic topic, LongSupplier clock) {
    this.topic = topic;
    this.clock = clock;
    topic.read().forEach(this::remember);
  }

  /**
   * Reads what is published; makes the topic if it is missing.
   *
   * @param kafka properties of the clients
   * @throws ConfigurationException if the topic cannot be used, and why
   */
  public static ConfigPublisher open(
      Map<String, String> kafka, String topic, Duration timeout, LongSupplier clock) {
    ConfigTopic kafkaTopic = KafkaConfigTopic.open(kafka, topic, timeout);
    try {
      return new ConfigPublisher(kafkaTopic, clock);
    } catch (RuntimeException e) {
      kafkaTopic.close();
      throw e;
    }
  }

  private void remember(ConfigTopic.Entry entry) {
    if (entry.value() == null || entry.key() == null) {
      return;
    }
    String key = new String(entry.key(), StandardCharsets.UTF_8);
    try {
      if (key.equals(ExperimentDocuments.HEARTBEAT_KEY)) {
        heartbeatAt = Math.max(heartbeatAt, ExperimentDocuments.readHeartbeat(entry.value()));
      } else {
        documents.put(key, ExperimentDocuments.read(key, entry.value()));
      }
    } catch (ConfigurationException e) {
      // As for the jobs, the last valid one stays in force.
    }
  }

  /**
   * Writes what is new or has changed, all of it or, where anything cannot change, nothing. It acts
   * from the present time on, unless nothing had been published before.
   *
   * @throws ConfigurationException naming what cannot change any more
   */
  public Published publish(List<Experiment> experiments) {
    long committedAt = Math.max(clock.getAsLong(), heartbeatAt + 1);
    boolean isFirst = documents.isEmpty();
    List<String> problems = new ArrayList<>();
    Map<String, ExperimentDocument> next = new LinkedHashMap<>();
    for (Experiment experiment : experiments) {
      try {
        next.put(experiment.key(), next(experiment, committedAt, isFirst));
      } catch (ConfigurationException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    List<String> unchanged = new ArrayList<>();
    List<ConfigTopic.Entry> entries = new ArrayList<>();
    List<String> written = new ArrayList<>();
    next.forEach(
        (key, document) -> {
          if (document.equals(documents.get(key))) {
            unchanged.add(key);
          } else {
            written.add(key);
            entries.add(entry(key, ExperimentDocuments.write(document)));
          }
        });
    topic.append(entries);
    TreeSet<String> left = new TreeSet<>(documents.keySet());
    left.removeAll(next.keySet());
    documents.putAll(new HashMap<>(next));
    return new Published(List.copyOf(written), List.copyOf(unchanged), List.copyOf(left));
  }

  private ExperimentDocument next(Experiment experiment, long committedAt, boolean isFirst) {
    ExperimentDocument published = documents.get(experiment.key());
    if (published != null) {
      return ExperimentPublication.changed(published, experiment, committedAt);
    }
    return isFirst
        ? ExperimentPublication.first(experiment)
        : ExperimentPublication.added(experiment, committedAt);
  }

  /**
   * Says that the configuration is complete up to now.
   *
   * @return what it said, which never goes back
   */
  public long heartbeat() {
    heartbeatAt = Math.max(heartbeatAt, clock.getAsLong());
    topic.append(
        List.of(
            entry(
                ExperimentDocuments.HEARTBEAT_KEY,
                ExperimentDocuments.writeHeartbeat(heartbeatAt))));
    return heartbeatAt;
  }

  private static ConfigTopic.Entry entry(String key, String value) {
    return new ConfigTopic.Entry(
        key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    topic.close();
  }
}
