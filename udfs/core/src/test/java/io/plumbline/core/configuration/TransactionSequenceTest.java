package io.plumbline.core.configuration;

import static io.plumbline.core.configuration.SourceLog.accept;
import static io.plumbline.core.configuration.SourceLog.acceptAll;
import static io.plumbline.core.configuration.SourceLog.delete;
import static io.plumbline.core.configuration.SourceLog.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.experiment.Experiment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionSequenceTest {
  private static final String A = "s.a";
  private static final String B = "s.b";
  private static final String HEARTBEATS = "experimentation.heartbeats";

  private final SourceLog log = new SourceLog();
  private final Map<String, Long> lastOffsets = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final TransactionSequence sequence = sequence(SequenceState.EMPTY);

  private TransactionSequence sequence(SequenceState state) {
    return new TransactionSequence(
        List.of(A, B, HEARTBEATS),
        table -> {
          asked.add(table);
          return lastOffsets.getOrDefault(table, Long.MAX_VALUE);
        },
        state);
  }

  private List<Object> topic(String table) {
    return log.topics.getOrDefault(table, List.of());
  }

  /** What the sequence was given of a record. */
  private List<String> give(Object record) {
    return ids(accept(sequence, record));
  }

  private static List<String> ids(List<SourceTransaction> transactions) {
    return transactions.stream().map(SourceTransaction::id).toList();
  }

  /** A snapshot of one row in each table, already applied. */
  private void begin() {
    log.snapshot(A + "/1", B + "/1", HEARTBEATS + "/1");
    assertThat(ids(acceptAll(sequence, log.records()))).containsExactly("snapshot at 1010");
    log.topics.values().forEach(List::clear);
  }

  @Test
  void theSnapshotIsOneTransactionFromEachThingsOwnTime() {
    log.snapshot(B + "/1", B + "/2", A + "/1", HEARTBEATS + "/1");

    List<SourceTransaction> out = acceptAll(sequence, log.records());

    assertThat(out).hasSize(1);
    assertThat(out.get(0).committedAtMs()).isEqualTo(Experiment.ALWAYS);
    assertThat(out.get(0).isHeartbeat()).isFalse();
    assertThat(out.get(0).changes())
        .extracting(change -> change.table() + change.key())
        .containsExactly(
            "experimentation.heartbeats{key=1}", "s.a{key=1}", "s.b{key=1}", "s.b{key=2}");
    assertThat(asked).isEmpty();
  }

  @Test
  void anEmptyTableIsAskedForWhenTheConnectorHasReadAll() {
    log.snapshot(A + "/1", HEARTBEATS + "/1");
    lastOffsets.put(B, -1L);

    assertThat(give(topic(A).get(0))).isEmpty();
    assertThat(sequence.waitsFor()).isEqualTo("the initial snapshot");
    assertThat(asked).isEmpty();
    assertThat(give(topic(HEARTBEATS).get(0))).containsExactly("snapshot at 1010");
    assertThat(asked).containsExactly(B);
  }

  @Test
  void aTableThatIsNotEmptyIsWaitedForAndAskedForOnce() {
    log.snapshot(B + "/1", A + "/1", HEARTBEATS + "/1");

    assertThat(give(topic(A).get(0))).isEmpty();
    assertThat(give(topic(HEARTBEATS).get(0))).isEmpty();
    assertThat(sequence.waitsFor()).isEqualTo("the initial snapshot: rows of s.b");
    assertThat(asked).containsExactly(B);
    assertThat(give(topic(B).get(0))).containsExactly("snapshot at 1010");
  }

  /** The connector marks it as the first, and not as the last of its table. */
  @Test
  void theFirstRowOfAllMayBeAloneInItsTable() {
    log.snapshot(A + "/1", B + "/1", HEARTBEATS + "/1");
    RowChange last = (RowChange) topic(A).get(0);
    RowChange first =
        new RowChange(
            last.table(),
            last.operation(),
            last.key(),
            null,
            last.after(),
            null,
            last.committedAtMs(),
            SnapshotMark.ROW,
            last.position());
    lastOffsets.put(A, 0L);

    assertThat(give(topic(B).get(0))).isEmpty();
    assertThat(give(topic(HEARTBEATS).get(0))).isEmpty();
    assertThat(give(first)).containsExactly("snapshot at 1010");
    assertThat(asked).containsExactly(A);
  }

  @Test
  void aRowThatTheBrokerHadNotYetShownIsNotLost() {
    log.snapshot(A + "/1", B + "/1", HEARTBEATS + "/1");
    lastOffsets.put(A, -1L);

    assertThat(give(topic(B).get(0))).isEmpty();
    assertThat(give(topic(HEARTBEATS).get(0))).containsExactly("snapshot at 1010");
    assertThat(give(topic(A).get(0))).containsExactly("row at cdc.s.a, partition 0, offset 0");
    assertThat(give(topic(B).get(0))).isEmpty();
  }

  @Test
  void aTopicOfWhichNothingCanBeReadHoldsNobodyUp() {
    log.snapshot(A + "/1", B + "/1", HEARTBEATS + "/1");
    SourcePosition position = ((RowChange) topic(A).get(0)).position();
    lastOffsets.put(A, 0L);

    give(topic(B).get(0));
    give(topic(HEARTBEATS).get(0));
    assertThat(
            give(
                new RefusedChange(
                    null,
                    null,
                    SnapshotMark.NONE,
                    "no JSON",
                    new SourcePosition(-1, -1, 0, "cdc.s.a", position.partition(), 0))))
        .containsExactly("snapshot at 1010");
  }

  @Test
  void whateverIsStreamedEndsTheSnapshotOfItsTable() {
    log.snapshot(A + "/1", HEARTBEATS + "/1");
    String first = log.commit(put(B, "1", "x"));

    assertThat(ids(acceptAll(sequence, topic(null)))).isEmpty();
    assertThat(give(topic(A).get(0))).isEmpty();
    assertThat(give(topic(B).get(0))).isEmpty();
    assertThat(give(topic(HEARTBEATS).get(0))).containsExactly("snapshot at 1010", first);
  }

  @Test
  void aConnectorWithoutASnapshotHasNone() {
    lastOffsets.put(A, -1L);
    lastOffsets.put(B, -1L);
    String first = log.commit(put(HEARTBEATS, "1", "x"));

    assertThat(ids(acceptAll(sequence, log.records()))).containsExactly(first);
  }

  @Test
  void aSnapshotThatBeganAnewTakesTheOthersPlace() {
    log.snapshot(A + "/1", A + "/gone", B + "/1", HEARTBEATS + "/1");
    List<Object> killed = List.of(topic(A).get(0), topic(A).get(1), topic(B).get(0));
    log.topics.values().forEach(List::clear);
    log.snapshot(A + "/1", B + "/2", HEARTBEATS + "/1");

    assertThat(acceptAll(sequence, killed)).isEmpty();
    List<SourceTransaction> out = acceptAll(sequence, log.records());

    assertThat(out).hasSize(1);
    assertThat(out.get(0).changes())
        .extracting(change -> change.table() + change.key())
        .containsExactly("experimentation.heartbeats{key=1}", "s.a{key=1}", "s.b{key=2}");
    assertThat(acceptAll(sequence, killed)).isEmpty();
    assertThat(sequence.redelivered()).isEqualTo(3);
  }

  @Test
  void aTransactionWaitsForItsEndAndAllItsRows() {
    begin();
    String id = log.commit(put(A, "1", "x"), put(B, "1", "x"), put(A, "2", "x"));

    assertThat(give(topic(A).get(1))).isEmpty();
    assertThat(sequence.waitsFor()).isEqualTo("the end of transaction " + id);
    assertThat(ids(acceptAll(sequence, topic(null)))).isEmpty();
    assertThat(sequence.waitsFor()).isEqualTo("rows of transaction " + id + ": 1 of s.a, 1 of s.b");
    assertThat(give(topic(B).get(0))).isEmpty();

    List<SourceTransaction> out = accept(sequence, topic(A).get(0));

    assertThat(out).hasSize(1);
    assertThat(out.get(0).committedAtMs())
        .isEqualTo(((TransactionBoundary) topic(null).get(1)).committedAtMs());
    assertThat(out.get(0).missingRows()).isZero();
    assertThat(out.get(0).changes())
        .extracting(change -> change.table() + change.key())
        .containsExactly("s.a{key=1}", "s.b{key=1}", "s.a{key=2}");
    assertThat(sequence.waitsFor()).isNull();
  }

  @Test
  void laterTransactionsWaitForEarlierOnes() {
    begin();
    String first = log.commit(put(A, "1", "x"));
    String second = log.commit(put(B, "1", "x"));

    acceptAll(sequence, topic(null));
    assertThat(give(topic(B).get(0))).isEmpty();
    assertThat(give(topic(A).get(0))).containsExactly(first, second);
  }

  @Test
  void theTopicOfTransactionsAloneSaysWhichCommitWasFirst() {
    begin();
    // Places as captured: 1142 began first and wrote first, but 1143 committed before it.
    TransactionBoundary inside =
        new TransactionBoundary(TransactionBoundary.Kind.END, "1143", 26_756_216, 1, Map.of(A, 1L));
    TransactionBoundary around =
        new TransactionBoundary(TransactionBoundary.Kind.END, "1142", 26_756_400, 2, Map.of(B, 2L));

    assertThat(give(row(B, "1142", 26_756_216, 26_755_528, 1))).isEmpty();
    assertThat(give(inside)).isEmpty();
    assertThat(give(row(B, "1142", 26_756_216, 26_756_216, 2))).isEmpty();
    assertThat(give(around)).isEmpty();
    assertThat(give(row(A, "1143", 26_755_464, 26_755_712, 1))).containsExactly("1143", "1142");
  }

  private static RowChange row(
      String table, String transaction, long commit, long lsn, long order) {
    return new RowChange(
        table,
        RowOperation.CREATE,
        Map.of("key", transaction + order),
        null,
        Map.of(),
        transaction,
        1,
        SnapshotMark.NONE,
        new SourcePosition(commit, lsn, order, "cdc." + table, 0, order));
  }

  @Test
  void tablesThatAreNotReadAreNotWaitedFor() {
    begin();
    String none = log.commit(put("s.other", "1", "x"));
    String some = log.commit(put("s.other", "1", "x"), put(A, "1", "x"));

    assertThat(ids(acceptAll(sequence, topic(null)))).doesNotContain(none).isEmpty();
    assertThat(give(topic(A).get(0))).containsExactly(some);
  }

  @Test
  void aHeartbeatTouchesItsTableAlone() {
    begin();
    log.commit(put(HEARTBEATS, "1", "x"));
    log.commit(put(HEARTBEATS, "1", "y"), put(A, "1", "x"));

    assertThat(acceptAll(sequence, log.records()))
        .extracting(SourceTransaction::isHeartbeat)
        .containsExactly(true, false);
  }

  @Test
  void aChangedKeyIsADeletionAndACreation() {
    begin();
    log.commit(delete(A, "1"), put(A, "2", "x"));

    assertThat(acceptAll(sequence, log.records()).get(0).changes())
        .extracting(RowChange::operation)
        .containsExactly(RowOperation.DELETE, RowOperation.UPDATE);
  }

  @Test
  void whatComesAgainChangesNothing() {
    begin();
    log.commit(put(A, "1", "x"), put(B, "1", "x"));
    log.commit(put(A, "1", "y"));
    List<Object> records = log.records();
    // Within a transaction that waits, and after all is applied.
    accept(sequence, topic(A).get(0));
    accept(sequence, topic(A).get(0));

    assertThat(acceptAll(sequence, records)).hasSize(2);
    SequenceState applied = sequence.state();
    assertThat(acceptAll(sequence, records)).isEmpty();

    SequenceState after = sequence.state();
    assertThat(after.rows()).isEmpty();
    assertThat(after.ends()).isEmpty();
    assertThat(after.appliedCommit()).isEqualTo(applied.appliedCommit());
    // Twice within the wait; then three rows and two ends, while begins say nothing.
    assertThat(after.redelivered()).isEqualTo(2 + 5);
  }

  @Test
  void aRowThatCanNoLongerComeIsGivenUp() {
    begin();
    String first = log.commit(put(A, "1", "x"), put(B, "1", "x"));
    String second = log.commit(put(B, "2", "x"));

    acceptAll(sequence, topic(null));
    accept(sequence, topic(A).get(0));
    List<SourceTransaction> out = accept(sequence, topic(B).get(1));

    assertThat(ids(out)).containsExactly(first, second);
    assertThat(out).extracting(SourceTransaction::missingRows).containsExactly(1, 0);
  }

  @Test
  void aRowThatCannotBeReadIsNotWaitedFor() {
    begin();
    String id = log.commit(put(A, "1", "x"), put(B, "1", "x"));
    RowChange unread = (RowChange) topic(A).get(0);

    acceptAll(sequence, topic(null));
    accept(sequence, topic(B).get(0));
    List<SourceTransaction> out =
        accept(
            sequence,
            new RefusedChange(A, id, SnapshotMark.NONE, "after is a list", unread.position()));

    assertThat(ids(out)).containsExactly(id);
    assertThat(out.get(0).missingRows()).isEqualTo(1);
    assertThat(out.get(0).changes()).hasSize(1);
  }

  @Test
  void aRowOfTheSnapshotThatCannotBeReadIsCounted() {
    log.snapshot(A + "/1", B + "/1", HEARTBEATS + "/1");
    RowChange unread = (RowChange) topic(B).get(0);
    RefusedChange refused =
        new RefusedChange(B, null, unread.snapshot(), "after is a list", unread.position());

    accept(sequence, topic(A).get(0));
    accept(sequence, refused);
    List<SourceTransaction> out = accept(sequence, topic(HEARTBEATS).get(0));

    assertThat(out).extracting(SourceTransaction::missingRows).containsExactly(1);
    assertThat(out.get(0).changes()).hasSize(2);
  }

  @Test
  void aRecordOfTheSnapshotThatIsNotEvenOfATableIsCountedForItsTopic() {
    log.snapshot(A + "/1", B + "/1", HEARTBEATS + "/1");
    RowChange unread = (RowChange) topic(B).get(0);
    lastOffsets.put(B, unread.position().offset());

    accept(sequence, topic(A).get(0));
    accept(
        sequence, new RefusedChange(null, null, SnapshotMark.NONE, "not JSON", unread.position()));
    List<SourceTransaction> out = accept(sequence, topic(HEARTBEATS).get(0));

    assertThat(out.get(0).missing()).isEqualTo(Map.of(B, 1L));
    assertThat(sequence.state().snapshot().refusedRows()).isEmpty();
  }

  @Test
  void aRowWithoutATransactionThatCannotBeReadIsLostByItself() {
    begin();
    SourcePosition position = new SourcePosition(1, 1, 0, "cdc." + A, 0, 7);
    RefusedChange refused =
        new RefusedChange(A, null, SnapshotMark.INCREMENTAL, "after is a list", position);

    List<SourceTransaction> out = accept(sequence, refused);

    assertThat(out).extracting(SourceTransaction::missing).containsExactly(Map.of(A, 1L));
    assertThat(ids(out)).containsExactly("row at cdc.s.a, partition 0, offset 7");
  }

  @Test
  void aHeartbeatThatLostARowOfAnotherTableIsNone() {
    begin();
    String id = log.commit(put(HEARTBEATS, "1", "x"), put(A, "1", "x"));
    RowChange unread = (RowChange) topic(A).get(0);

    acceptAll(sequence, topic(null));
    accept(sequence, new RefusedChange(A, id, SnapshotMark.NONE, "no", unread.position()));
    List<SourceTransaction> out = accept(sequence, topic(HEARTBEATS).get(0));

    assertThat(ids(out)).containsExactly(id);
    assertThat(out.get(0).isHeartbeat()).isFalse();
  }

  @Test
  void aTransactionWhoseEndHasGoneComesBeforeTheNext() {
    begin();
    String lost = log.commit(put(A, "1", "x"));
    String next = log.commit(put(B, "1", "x"));

    accept(sequence, topic(A).get(0));
    accept(sequence, topic(B).get(0));
    assertThat(give(topic(null).get(3))).containsExactly(lost, next);
  }

  @Test
  void aRowReadAgainComesAfterWhatCameBeforeItInItsTopic() {
    begin();
    String before = log.commit(put(A, "1", "old"));
    log.readAgain(A + "/1", "repaired");
    String after = log.commit(put(A, "1", "new"));

    accept(sequence, topic(A).get(0));
    assertThat(give(topic(A).get(1))).isEmpty();
    accept(sequence, topic(A).get(2));
    List<SourceTransaction> out = acceptAll(sequence, topic(null));

    assertThat(ids(out)).containsExactly(before, "row at cdc.s.a, partition 0, offset 1", after);
    RowChange repair = out.get(1).changes().get(0);
    assertThat(out.get(1).committedAtMs()).isEqualTo(repair.committedAtMs());
    assertThat(repair.after()).containsEntry("value", "repaired");
    // Again, when its table has changed since.
    assertThat(acceptAll(sequence, topic(A))).isEmpty();
  }

  @Test
  void aLaterSnapshotRepairs() {
    begin();
    log.commit(put(A, "1", "x"));
    acceptAll(sequence, log.records());
    log.topics.values().forEach(List::clear);
    log.snapshot(A + "/1", B + "/1", HEARTBEATS + "/1");

    assertThat(acceptAll(sequence, topic(A)))
        .extracting(SourceTransaction::committedAtMs)
        .containsExactly(((RowChange) topic(A).get(0)).committedAtMs());
  }

  @Test
  void withoutMetadataEachRowIsATransaction() {
    begin();
    RowChange first = alone(-1, 2000, 0);
    RowChange second = alone(2010, 2005, 1);

    assertThat(acceptAll(sequence, List.of(first, second))).hasSize(2);
    assertThat(acceptAll(sequence, List.of(first))).isEmpty();
    assertThat(acceptAll(sequence, List.of(alone(2020, 2015, 2)))).hasSize(1);
    assertThat(acceptAll(sequence, List.of(first, second))).isEmpty();
  }

  private static RowChange alone(long commit, long lsn, long offset) {
    return new RowChange(
        A,
        RowOperation.CREATE,
        Map.of("key", "1"),
        null,
        Map.of(),
        null,
        1,
        SnapshotMark.NONE,
        new SourcePosition(commit, lsn, 0, "cdc.s.a", 0, offset));
  }

  @Test
  void nothingIsKeptOfWhatIsApplied() {
    begin();
    for (int i = 0; i < 100; i++) {
      log.commit(put(A, "1", i), put(B, "1", i));
    }
    acceptAll(sequence, log.records());

    SequenceState state = sequence.state();
    assertThat(state.snapshot().rows()).isEmpty();
    assertThat(state.rows()).isEmpty();
    assertThat(state.ends()).isEmpty();
    assertThat(state.single()).isEmpty();
  }
}
