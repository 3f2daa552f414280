package io.plumbline.core.configuration;

import static io.plumbline.core.configuration.SourceLog.accept;
import static io.plumbline.core.configuration.SourceLog.put;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However the topics interleave, whatever comes again and wherever a job is restored. */
class TransactionSequencePropertyTest {
  private static final List<String> TABLES = List.of("s.a", "s.b", "experimentation.heartbeats");

  @Property(tries = 300)
  void theOutcomeIsTheSame(@ForAll long seed) {
    Random random = new Random(seed);
    SourceLog log = log(random);

    List<SourceTransaction> inOrder = run(topics(log), new Random(0), 0);

    assertThat(run(topics(log), random, 0)).isEqualTo(inOrder);
    assertThat(run(redelivered(log, random), random, 0.1)).isEqualTo(inOrder);
    assertThat(inOrder).extracting(SourceTransaction::missingRows).containsOnly(0);
  }

  private static SourceLog log(Random random) {
    SourceLog log = new SourceLog();
    log.snapshot("s.a/1", "s.a/2", "s.b/1", "experimentation.heartbeats/1");
    int transactions = 1 + random.nextInt(12);
    for (int i = 0; i < transactions; i++) {
      if (random.nextInt(4) == 0) {
        log.commit(put("experimentation.heartbeats", "1", i));
        continue;
      }
      SourceLog.Write[] writes = new SourceLog.Write[1 + random.nextInt(4)];
      for (int j = 0; j < writes.length; j++) {
        writes[j] = put(TABLES.get(random.nextInt(2)), "" + random.nextInt(3), i);
      }
      log.commit(writes);
    }
    return log;
  }

  private static List<List<Object>> topics(SourceLog log) {
    return new ArrayList<>(log.topics.values());
  }

  /**
   * Some of each topic's end comes again, from one record on, as after a crash of the connector.
   */
  private static List<List<Object>> redelivered(SourceLog log, Random random) {
    List<List<Object>> topics = new ArrayList<>();
    for (List<Object> topic : log.topics.values()) {
      List<Object> records = new ArrayList<>(topic);
      int crash = 1 + random.nextInt(topic.size());
      int from = random.nextInt(crash);
      records.addAll(crash, topic.subList(from, crash));
      topics.add(records);
    }
    return topics;
  }

  private static List<SourceTransaction> run(
      List<List<Object>> topics, Random random, double restores) {
    List<SourceTransaction> out = new ArrayList<>();
    TransactionSequence sequence =
        new TransactionSequence(TABLES, table -> Long.MAX_VALUE, SequenceState.EMPTY);
    int[] next = new int[topics.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < topics.size(); i++) {
      open.add(i);
    }
    while (!open.isEmpty()) {
      Integer topic = open.get(random.nextInt(open.size()));
      if (next[topic] == topics.get(topic).size()) {
        open.remove(topic);
        continue;
      }
      out.addAll(accept(sequence, topics.get(topic).get(next[topic]++)));
      if (random.nextDouble() < restores) {
        sequence = new TransactionSequence(TABLES, table -> Long.MAX_VALUE, sequence.state());
      }
    }
    assertThat(sequence.waitsFor()).isNull();
    return out;
  }
}
