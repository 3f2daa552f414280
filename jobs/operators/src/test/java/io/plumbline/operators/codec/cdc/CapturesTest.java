package io.plumbline.operators.codec.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.configuration.RowChange;
import io.plumbline.core.configuration.RowOperation;
import io.plumbline.core.configuration.SequenceState;
import io.plumbline.core.configuration.SnapshotMark;
import io.plumbline.core.configuration.SourcePosition;
import io.plumbline.core.configuration.SourceTransaction;
import io.plumbline.core.configuration.TransactionBoundary;
import io.plumbline.core.configuration.TransactionBoundary.Kind;
import io.plumbline.core.configuration.TransactionSequence;
import io.plumbline.core.experiment.Experiment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Captures of a real connector, through decoder and sequence. What is expected is written by hand
 * from the schema and the statements beside the captures.
 */
class CapturesTest {
  private static final List<String> TABLES =
      List.of("public.experiments", "public.variants", "public.allocations");

  private static TransactionSequence sequence(Collection<String> tables) {
    return new TransactionSequence(tables, table -> Long.MAX_VALUE, SequenceState.EMPTY);
  }

  /** As a line: the transaction, and what it does to which keys. */
  private static String line(SourceTransaction transaction) {
    return transaction.id().split(" ")[0]
        + transaction.changes().stream()
            .map(
                change ->
                    " "
                        + change.operation()
                        + " "
                        + change.tableName()
                        + (change.key() == null ? "" : change.key().values()))
            .collect(Collectors.joining(","));
  }

  @ParameterizedTest
  @CsvSource({"plain,308", "rec,326", "schemaful,344"})
  void everyRecordIsReadAndCounted(String mode, int boundaries) throws IOException {
    assertThat(operations(mode + ".experiments"))
        .isEqualTo(
            Map.of(
                "READ ROW",
                2L,
                "READ LAST_OF_TABLE",
                1L,
                "CREATE NONE",
                2L,
                "UPDATE NONE",
                7L,
                "DELETE NONE",
                2L));
    assertThat(operations(mode + ".variants"))
        .isEqualTo(
            Map.of(
                "READ ROW",
                2L,
                "READ LAST_OF_TABLE",
                1L,
                "CREATE NONE",
                4L,
                "UPDATE NONE",
                3L,
                "DELETE NONE",
                4L,
                "READ INCREMENTAL",
                3L));
    assertThat(operations(mode + ".allocations"))
        .isEqualTo(
            Map.of(
                "READ ROW",
                1L,
                "READ LAST_OF_TABLE",
                1L,
                "CREATE NONE",
                8L,
                "UPDATE NONE",
                1L,
                "DELETE NONE",
                2L,
                "TRUNCATE NONE",
                1L));
    assertThat(Captures.decode(mode + ".heartbeat")).isEmpty();
    assertThat(
            Captures.boundaries(mode + ".transaction").stream()
                .collect(Collectors.groupingBy(TransactionBoundary::kind, Collectors.counting())))
        .isEqualTo(Map.of(Kind.BEGIN, boundaries / 2L, Kind.END, boundaries / 2L));
  }

  private static Map<String, Long> operations(String name) throws IOException {
    return Captures.changes(name).stream()
        .collect(
            Collectors.groupingBy(
                change -> change.operation() + " " + change.snapshot(), Collectors.counting()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "rec", "schemaful"})
  void transactionsComeInTheOrderOfTheirCommits(String mode) throws IOException {
    TransactionSequence sequence = sequence(TABLES);
    List<SourceTransaction> out = new ArrayList<>();
    List<RowChange> rows = new ArrayList<>();
    for (CdcRecord boundary : Captures.decode(mode + ".transaction")) {
      out.addAll(boundary.acceptedBy(sequence));
    }
    assertThat(out).isEmpty();
    for (String table : List.of("experiments", "variants", "allocations")) {
      for (RowChange row : Captures.changes(mode + "." + table)) {
        rows.add(row);
        out.addAll(sequence.accept(row));
      }
    }

    assertThat(line(out.get(0)))
        .isEqualTo(
            "snapshot READ allocations[1, u-1], READ allocations[1, u-2], READ experiments[1],"
                + " READ experiments[2], READ experiments[3], READ variants[1, control],"
                + " READ variants[1, treatment], READ variants[2, control]");
    assertThat(out.get(0).committedAtMs()).isEqualTo(Experiment.ALWAYS);
    assertThat(out.subList(1, out.size()).stream().map(CapturesTest::line))
        .containsExactlyElementsOf(Workload.COMMITS);
    assertThat(out).extracting(SourceTransaction::missingRows).containsOnly(0);
    for (SourceTransaction transaction : out.subList(1, out.size())) {
      assertThat(transaction.changes())
          .extracting(RowChange::committedAtMs)
          .containsOnly(transaction.committedAtMs());
    }
    assertThat(sequence.waitsFor()).isEqualTo("the end of transaction 1143");

    List<SourceTransaction> later = new ArrayList<>();
    for (TransactionBoundary end : ends(rows, Workload.LATER)) {
      later.addAll(sequence.accept(end));
    }
    assertThat(later.stream().map(CapturesTest::line)).containsExactlyElementsOf(Workload.LATER);
    assertThat(sequence.waitsFor()).isNull();
    assertThat(sequence.state().rows()).isEmpty();
  }

  /** Ends that were not captured, of transactions that {@code lines} begin with. */
  private static List<TransactionBoundary> ends(List<RowChange> rows, List<String> lines) {
    Set<String> ids = lines.stream().map(line -> line.split(" ")[0]).collect(Collectors.toSet());
    return ends(rows.stream().filter(row -> ids.contains(row.transactionId())).toList());
  }

  /** An end for each transaction; its place is the commit that the next one says is before it. */
  private static List<TransactionBoundary> ends(List<RowChange> rows) {
    TreeMap<Long, List<RowChange>> byCommit = new TreeMap<>();
    Map<Long, Set<Long>> orders = new LinkedHashMap<>();
    for (RowChange row : rows) {
      if (row.transactionId() != null) {
        long commit = row.position().commitLsn();
        if (orders
            .computeIfAbsent(commit, unknown -> new HashSet<>())
            .add(row.position().totalOrder())) {
          byCommit.computeIfAbsent(commit, unknown -> new ArrayList<>()).add(row);
        }
      }
    }
    List<TransactionBoundary> ends = new ArrayList<>();
    byCommit.forEach(
        (commit, changes) -> {
          Long next = byCommit.higherKey(commit);
          ends.add(
              new TransactionBoundary(
                  Kind.END,
                  changes.get(0).transactionId(),
                  next == null ? commit + 1_000_000 : next,
                  changes.get(0).committedAtMs(),
                  changes.stream()
                      .collect(Collectors.groupingBy(RowChange::table, Collectors.counting()))));
        });
    return ends;
  }

  /** All that a mode captured; what was not captured of its transactions is filled in. */
  private static List<List<Object>> topics(String mode) throws IOException {
    List<List<Object>> topics = new ArrayList<>();
    List<Object> boundaries = new ArrayList<>(Captures.boundaries(mode + ".transaction"));
    List<RowChange> all = new ArrayList<>();
    for (String table : List.of("experiments", "variants", "allocations")) {
      List<RowChange> rows = Captures.changes(mode + "." + table);
      topics.add(new ArrayList<>(rows));
      all.addAll(rows);
    }
    boundaries.addAll(ends(all, Workload.LATER));
    topics.add(boundaries);
    return topics;
  }

  private static CapturedTables run(String mode, List<List<Object>> topics, Random random)
      throws IOException {
    CapturedTables tables = new CapturedTables(mode);
    TransactionSequence sequence = sequence(TABLES);
    int[] next = new int[topics.size()];
    List<Integer> open = new ArrayList<>(List.of(0, 1, 2, 3).subList(0, topics.size()));
    while (!open.isEmpty()) {
      Integer topic = open.get(random.nextInt(open.size()));
      if (next[topic] == topics.get(topic).size()) {
        open.remove(topic);
        continue;
      }
      Object record = topics.get(topic).get(next[topic]++);
      List<SourceTransaction> out =
          record instanceof RowChange change
              ? sequence.accept(change)
              : sequence.accept((TransactionBoundary) record);
      out.forEach(tables::apply);
      if (random.nextInt(20) == 0) {
        sequence =
            new TransactionSequence(TABLES, table -> Long.MAX_VALUE, copied(sequence.state()));
      }
    }
    assertThat(sequence.waitsFor()).isNull();
    return tables;
  }

  /** As from a savepoint. */
  private static SequenceState copied(SequenceState state) throws IOException {
    SequenceStateCodec codec = new SequenceStateCodec();
    DataOutputSerializer out = new DataOutputSerializer(64);
    codec.write(state, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    SequenceState copy = codec.read(in, codec.version());
    assertThat(in.available()).isZero();
    assertThat(copy).isEqualTo(state);
    return copy;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "rec", "schemaful"})
  void allModesEndInTheSameTables(String mode) throws IOException {
    List<List<Object>> topics = topics(mode);
    for (int seed = 0; seed < 5; seed++) {
      assertFinal(run(mode, topics, new Random(seed)), "0.41");
    }
  }

  /**
   * @param weight of a row that changed between the captures
   */
  private static void assertFinal(CapturedTables tables, String weight) {
    assertThat(tables.rows("experiments")).isEqualTo(Workload.experiments());
    assertThat(withoutPayload(tables.rows("variants")))
        .isEqualTo(
            Map.of(
                "[1, control]", Workload.variant("1", "control", "0.5", true, "n/a"),
                "[2, control]", Workload.variant("2", "control", weight, true, "n/a"),
                "[2, treatment]",
                    Workload.variant("2", "treatment", "0.333333", false, "after alter")));
    assertThat(tables.rows("allocations").keySet())
        .containsExactly(
            "[1, T1-first-write]",
            "[1, T1-second-write]",
            "[1, T2-inside]",
            "[1, after-kill]",
            "[1, u-3]");
    assertThat(tables.rows("allocations").get("[1, u-3]"))
        .isEqualTo(
            Map.of(
                "experiment_id", "1",
                "unit_id", "u-3",
                "variant", "control",
                "bucket", "3",
                "allocated_at", "2026-02-03T00:00:00.000000Z",
                "ttl", "null"));
  }

  /** The column was dropped while rows still held it. */
  private static Map<String, Map<String, String>> withoutPayload(
      Map<String, Map<String, String>> rows) {
    rows.values().forEach(row -> row.remove("payload"));
    return rows;
  }

  /** Captured without metadata of transactions, after the other modes. */
  @Test
  void avroEndsInTheSameTables() throws IOException {
    TransactionSequence sequence = sequence(TABLES);
    CapturedTables tables = new CapturedTables("avro");
    List<SourceTransaction> out = new ArrayList<>();
    for (String table : List.of("allocations", "experiments", "variants")) {
      for (RowChange row : Captures.changes("avro." + table)) {
        out.addAll(sequence.accept(row));
      }
    }
    out.forEach(tables::apply);

    assertThat(out.get(0).changes()).hasSize(5 + 3 + 3);
    assertThat(out.subList(1, out.size()).stream().map(CapturesTest::line))
        .containsExactly(
            "row UPDATE variants[2, control]",
            "row CREATE variants[3, b]",
            "row DELETE variants[3, b]");
    assertThat(out.get(2).changes().get(0).after()).containsEntry("rollout_pct", 50L);
    assertFinal(tables, "0.42");
  }

  @ParameterizedTest
  @CsvSource({"crash.plain,61", "crash.rec,35", "crash.eos,0"})
  void afterACrashTheTableIsTheSame(String name, int rowsThatCameTwice) throws IOException {
    List<RowChange> rows = Captures.changes(name + ".allocations");
    TransactionSequence sequence = sequence(List.of("public.allocations"));
    CapturedTables tables = new CapturedTables(name);
    List<SourceTransaction> out = new ArrayList<>();
    List<TransactionBoundary> ends = ends(rows);
    // The ends come again too, from somewhere before.
    List<TransactionBoundary> endsAgain =
        List.copyOf(ends.subList(ends.size() / 3, ends.size() / 2));
    ends.addAll(ends.size() / 2, endsAgain);
    for (int i = 0; i < Math.max(rows.size(), ends.size()); i++) {
      if (i < ends.size()) {
        out.addAll(sequence.accept(ends.get(i)));
      }
      if (i < rows.size()) {
        out.addAll(sequence.accept(rows.get(i)));
      }
    }
    out.forEach(tables::apply);

    List<String> keys = new ArrayList<>();
    for (int i = 1; i <= 4000; i++) {
      keys.add("[7, crash-" + i + "]");
    }
    keys.addAll(
        List.of(
            "[1, u-3]",
            "[1, T2-inside]",
            "[1, T1-first-write]",
            "[1, T1-second-write]",
            "[1, after-kill]",
            "[1, emb-live]"));
    assertThat(tables.rows("allocations").keySet()).containsExactlyInAnyOrderElementsOf(keys);
    // Each row was applied once, though some came twice.
    assertThat(
            out.stream()
                .flatMap(transaction -> transaction.changes().stream())
                .filter(row -> row.operation() == RowOperation.CREATE)
                .filter(row -> row.key().get("unit_id").toString().startsWith("crash-"))
                .map(row -> row.key()))
        .hasSize(4000)
        .doesNotHaveDuplicates();
    assertThat(sequence.waitsFor()).isNull();
    assertThat(sequence.redelivered()).isEqualTo(rowsThatCameTwice + endsAgain.size());
  }

  @Test
  void positionsAreThoseOfTheSource() throws IOException {
    Map<Long, RowChange> rows =
        Captures.changes("plain.allocations").stream()
            .collect(Collectors.toMap(row -> row.position().offset(), Function.identity()));

    assertThat(rows.get(0L).position())
        .isEqualTo(new SourcePosition(-1, 26_638_848, 0, "plain.public.allocations", 0, 0));
    assertThat(rows.get(0L).transactionId()).isNull();
    assertThat(rows.get(2L).position())
        .isEqualTo(new SourcePosition(26_655_944, 26_670_448, 4, "plain.public.allocations", 0, 2));
    assertThat(rows.get(2L).transactionId()).isEqualTo("834");
    assertThat(rows.get(2L).committedAtMs()).isEqualTo(1_795_360_499_913L);
    assertThat(rows.get(10L).operation()).isEqualTo(RowOperation.TRUNCATE);
    assertThat(rows.get(10L).key()).isNull();
    assertThat(Captures.changes("plain.variants").get(14).position())
        .isEqualTo(new SourcePosition(26_714_416, -1, 0, "plain.public.variants", 0, 18));
    assertThat(Captures.changes("plain.variants").get(14).snapshot())
        .isEqualTo(SnapshotMark.INCREMENTAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "rec", "schemaful"})
  void whatIsNotKnownIsNotInvented(String mode) throws IOException {
    List<RowChange> experiments = Captures.changes(mode + ".experiments");

    // Under DEFAULT identity an update has no row before, and a deletion an invented one.
    assertThat(experiments.get(4).before()).isNull();
    assertThat(experiments.get(4).after()).containsEntry("hypothesis", RowChange.UNAVAILABLE);
    assertThat(experiments.get(8).operation()).isEqualTo(RowOperation.DELETE);
    assertThat(experiments.get(8).key()).isEqualTo(Map.of("id", 4L));
    assertThat(experiments.get(8).before()).isNull();
    assertThat(experiments.get(8).after()).isNull();
    // Large lists and JSON, not sent.
    assertThat(experiments.get(10).after())
        .containsEntry("tags", RowChange.UNAVAILABLE)
        .containsEntry("config", RowChange.UNAVAILABLE);
    // Under FULL all is there.
    assertThat(experiments.get(11).before()).containsEntry("status", "stopped");
    assertThat(experiments.get(11).after().get("hypothesis"))
        .asString()
        .startsWith(Workload.hashes());
    assertThat(experiments.get(12).after()).containsEntry("hypothesis", null);
  }
}
