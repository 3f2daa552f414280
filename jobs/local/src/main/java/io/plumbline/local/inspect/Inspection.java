package io.plumbline.local.inspect;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Visibility;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.RegistryConfig;
import io.plumbline.operators.codec.SourceMapping;
import io.plumbline.operators.codec.TopicDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks at messages as the jobs would, and keeps only counts. It is fed with messages of topics or
 * with records of files, and knows of no clock and no broker.
 */
public final class Inspection {
  private static final int HASH_DIGITS = 32;

  /** A source with a decoder of its own, so that each can be told apart. */
  private record Reader(SourceTally tally, TopicDecoder decoder) {}

  private final Visibility visibility;
  private final Map<String, Experiment> experiments = new HashMap<>();
  private final Map<String, List<Reader>> readers = new TreeMap<>();
  private final List<SourceTally> tallies = new ArrayList<>();
  private final Map<String, Map<Integer, Long>> maxima = new HashMap<>();
  private final Quantiles skew = new Quantiles();
  private final Quantiles lateness = new Quantiles();

  /**
   * @param experiments with their weights; empty: equal weights are taken
   */
  public Inspection(Visibility visibility, Collection<Experiment> experiments) {
    this.visibility = visibility;
    experiments.forEach(experiment -> this.experiments.put(experiment.key(), experiment));
  }

  /**
   * Adds the sources of topics.
   *
   * @param registry null without one
   * @throws IllegalArgumentException if they contradict each other
   */
  public Inspection withTopics(Collection<SourceMapping> sources, RegistryConfig registry) {
    SourceMapping.byTopic(sources)
        .forEach(
            (topic, mappings) -> {
              List<Reader> ofTopic = new ArrayList<>();
              for (SourceMapping mapping : mappings) {
                ofTopic.add(
                    new Reader(
                        tally(mapping.name(), topic),
                        new TopicDecoder(List.of(mapping), visibility, registry)));
              }
              readers.put(topic, ofTopic);
            });
    return this;
  }

  private SourceTally tally(String name, String topic) {
    SourceTally tally = new SourceTally(name, topic, experiments);
    tallies.add(tally);
    return tally;
  }

  Collection<String> topics() {
    return readers.keySet();
  }

  /**
   * @param timestamp the message's, milliseconds since the epoch
   * @throws IOException if the schema registry cannot be asked
   */
  public void message(String topic, int partition, long offset, long timestamp, byte[] value)
      throws IOException {
    Map<Integer, Long> ofTopic = maxima.computeIfAbsent(topic, t -> new HashMap<>());
    long maximum = ofTopic.getOrDefault(partition, Visibility.NONE);
    List<InputRecord<Event>> accepted = new ArrayList<>();
    for (Reader reader : readers.getOrDefault(topic, List.of())) {
      reader.tally().addMessage();
      reader
          .decoder()
          .decode(
              value,
              partition,
              offset,
              timestamp,
              record -> judge(record, timestamp, maximum, reader.tally(), accepted));
      reader
          .tally()
          .setPassedOver(
              reader.decoder().counts().notSelected(),
              reader.decoder().counts().dropped(),
              reader.decoder().counts().tombstones(),
              reader.decoder().counts().missingIds());
    }
    for (InputRecord<Event> record : accepted) {
      ofTopic.merge(partition, record.event().eventTime(), Math::max);
    }
  }

  private void judge(
      InputRecord<Event> record,
      long timestamp,
      long maximum,
      SourceTally tally,
      List<InputRecord<Event>> accepted) {
    if (record.event() != null && timestamp >= 0) {
      skew.add(record.event().eventTime() - timestamp);
    }
    if (record.isRefused()) {
      tally.addRefused(record.refusal().reason(), record.refusal().detail(), record.position());
      return;
    }
    long eventTime = record.event().eventTime();
    if (maximum != Visibility.NONE) {
      lateness.add(Math.max(0, maximum - eventTime));
    }
    if (visibility.isTooLate(maximum, eventTime)) {
      tally.addRefused(
          RejectReason.TOO_LATE,
          "event_time is " + (maximum - eventTime) + " ms before the latest of its partition",
          record.position());
      return;
    }
    accepted.add(record);
    tally.addMapped(record.event());
  }

  /** Adds a source of files; a file has no time of its own, and no order. */
  SourceTally withFiles(EventKind kind) {
    return tally(kind == EventKind.EXPOSURE ? "exposures" : "metric-events", "files");
  }

  void record(SourceTally tally, InputRecord<? extends Event> record) {
    tally.addMessage();
    if (record.isRefused()) {
      tally.addRefused(record.refusal().reason(), record.refusal().detail(), record.position());
      return;
    }
    if (isHash(record.event())) {
      tally.addMissingId();
    }
    tally.addMapped(record.event());
  }

  /** In a file a missing id has become the hash of the content. */
  private static boolean isHash(Event event) {
    return event.id().length() == HASH_DIGITS
        && event.id().equals(event.withId(null).contentHash());
  }

  List<SourceTally> tallies() {
    return tallies;
  }

  /** Event time less the log's time, of every record that could be read. */
  Quantiles skew() {
    return skew;
  }

  /** How far behind the latest of its partition each record was. */
  Quantiles lateness() {
    return lateness;
  }

  /** Whether there was something to read and nothing of some source could be mapped. */
  boolean isWrong() {
    return tallies.stream()
        .anyMatch(tally -> tally.messages() > tally.tombstones() && tally.mapped() == 0);
  }
}
