package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;

/** What becomes of transactions that are not there any more, by who began them. */
class LoudCommitterTest {
  private static final String THIS = "job/3";
  private static final String BEFORE = "job/2";
  private static final Throwable FENCED = new ProducerFencedException("gone");

  private final SimpleCounter lost = new SimpleCounter();

  @Test
  void whatIsCommittedIsPassedOn() throws Exception {
    FakeRequest request = new FakeRequest("t1", THIS);
    committer(CommitAs.DONE).commit(List.of(request));

    assertThat(request.signals).isEmpty();
    assertThat(lost.getCount()).isZero();
  }

  @Test
  void aTransactionOfThisAttemptThatIsLostFailsTheJob() {
    FakeRequest request = new FakeRequest("t1", THIS);

    assertThatThrownBy(() -> committer(CommitAs.KNOWN).commit(List.of(request)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("topic alerts: the transaction t1 was lost")
        .hasMessageContaining("transaction-timeout")
        .hasCause(FENCED);
    assertThat(lost.getCount()).isOne();
  }

  @Test
  void oneThatWasLostBeforeIsCountedAndTheJobGoesOn() throws Exception {
    FakeRequest request = new FakeRequest("t1", BEFORE);
    FakeRequest other = new FakeRequest("t2", BEFORE);
    committer(CommitAs.KNOWN).commit(List.of(request, other));

    assertThat(request.signals).containsExactly("known");
    assertThat(lost.getCount()).isEqualTo(2);
  }

  @Test
  void anExpiredTransactionalIdIsNoEndlessRestart() throws Exception {
    FakeRequest request = new FakeRequest("t1", BEFORE);
    committer(CommitAs.EXPIRED).commit(List.of(request));

    assertThat(request.signals).as("Kafka's sink knows no reason").containsExactly("known");
    assertThat(lost.getCount()).isOne();
  }

  @Test
  void otherErrorsAndRetriesStayWhatTheyAre() throws Exception {
    FakeRequest unknown = new FakeRequest("t1", BEFORE);
    FakeRequest retried = new FakeRequest("t1", THIS);
    committer(CommitAs.UNKNOWN).commit(List.of(unknown));
    committer(CommitAs.LATER).commit(List.of(retried));

    assertThat(unknown.signals).containsExactly("unknown");
    assertThat(retried.signals).containsExactly("later", "later with t1'");
    assertThat(lost.getCount()).isZero();
  }

  private LoudCommitter<String> committer(CommitAs result) {
    return new LoudCommitter<>("topic alerts", THIS, new FakeCommitter(result), lost);
  }

  private enum CommitAs {
    DONE,
    KNOWN,
    EXPIRED,
    UNKNOWN,
    LATER
  }

  @SuppressWarnings("try")
  private record FakeCommitter(CommitAs result) implements Committer<String> {
    @Override
    public void commit(Collection<CommitRequest<String>> requests) {
      for (CommitRequest<String> request : requests) {
        switch (result) {
          case DONE -> assertThat(request.getCommittable()).startsWith("t");
          case KNOWN -> request.signalFailedWithKnownReason(FENCED);
          case EXPIRED ->
              request.signalFailedWithUnknownReason(
                  new IllegalStateException(new InvalidPidMappingException("expired")));
          case UNKNOWN -> request.signalFailedWithUnknownReason(new IOException("disk"));
          case LATER -> {
            request.retryLater();
            request.updateAndRetryLater(request.getCommittable() + "'");
          }
        }
      }
    }

    @Override
    public void close() {}
  }

  private static final class FakeRequest
      implements Committer.CommitRequest<LoudSink.Stamped<String>> {
    private final LoudSink.Stamped<String> stamped;
    private final List<String> signals = new ArrayList<>();

    FakeRequest(String transaction, String attempt) {
      stamped = new LoudSink.Stamped<>(transaction, attempt);
    }

    @Override
    public LoudSink.Stamped<String> getCommittable() {
      return stamped;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable thrown) {
      signals.add("known");
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable thrown) {
      signals.add("unknown");
    }

    @Override
    public void retryLater() {
      signals.add("later");
    }

    @Override
    public void updateAndRetryLater(LoudSink.Stamped<String> committable) {
      assertThat(committable.attempt()).isEqualTo(stamped.attempt());
      signals.add("later with " + committable.committable());
    }

    @Override
    public void signalAlreadyCommitted() {
      signals.add("already");
    }
  }
}
