package io.plumbline.jobs.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says aloud when a transaction is lost.
 *
 * <p>A transaction of this attempt that the broker does not know any more is an error, is counted,
 * and fails the job. One of an attempt before, found lost when the job was restored (it had expired
 * while the job was down), is an error and counted, and the job goes on: to fail would be to find
 * it lost for ever again. What it held is then missing from the topic until somebody sends it
 * again: {@link AlertDelivery} does for alerts, and the assembly of the configuration for its
 * documents.
 */
@SuppressWarnings("try") // what the wrapped committer throws when closed is its own business
final class LoudCommitter<C> implements Committer<LoudSink.Stamped<C>> {
  /** The Flink metric that counts them. */
  static final String LOST_TRANSACTIONS = "lost_transactions";

  private static final Logger LOG = LoggerFactory.getLogger(LoudCommitter.class);

  /** What a broker answers when the transaction is not there any more. */
  private static final List<Class<? extends Throwable>> LOST =
      List.of(
          ProducerFencedException.class,
          InvalidProducerEpochException.class,
          InvalidTxnStateException.class,
          UnknownProducerIdException.class,
          InvalidPidMappingException.class,
          TransactionalIdNotFoundException.class);

  private final String name;
  private final String attempt;
  private final Committer<C> committer;
  private final Counter lost;

  LoudCommitter(String name, String attempt, Committer<C> committer, Counter lost) {
    this.name = name;
    this.attempt = attempt;
    this.committer = committer;
    this.lost = lost;
  }

  @Override
  public void commit(Collection<CommitRequest<LoudSink.Stamped<C>>> requests)
      throws IOException, InterruptedException {
    List<Request> loud = new ArrayList<>();
    requests.forEach(request -> loud.add(new Request(request)));
    committer.commit(new ArrayList<>(loud));
    for (Request request : loud) {
      if (request.lostBy == null) {
        continue;
      }
      lost.inc();
      LoudSink.Stamped<C> stamped = request.request.getCommittable();
      if (attempt.equals(stamped.attempt())) {
        LOG.error("{}: a transaction was lost: {}", name, stamped.committable(), request.lostBy);
        throw new IOException(
            "%s: the transaction %s was lost; is transaction-timeout longer than the longest outage, and transactional-id-prefix used once?"
                .formatted(name, stamped.committable()),
            request.lostBy);
      }
      LOG.error(
          "{}: a transaction of an attempt before was lost while the job was down: {}. The job goes"
              + " on; what it held is missing from the topic. Is transaction-timeout longer than"
              + " the longest outage?",
          name,
          stamped.committable(),
          request.lostBy);
    }
  }

  @Override
  public void close() throws Exception {
    committer.close();
  }

  private boolean isLost(Throwable thrown) {
    return LOST.stream()
        .anyMatch(type -> ExceptionUtils.findThrowable(thrown, type::isInstance).isPresent());
  }

  /** Remembers what the committer says of a request. */
  private final class Request implements CommitRequest<C> {
    private final CommitRequest<LoudSink.Stamped<C>> request;
    private Throwable lostBy;

    Request(CommitRequest<LoudSink.Stamped<C>> request) {
      this.request = request;
    }

    @Override
    public C getCommittable() {
      return request.getCommittable().committable();
    }

    @Override
    public int getNumberOfRetries() {
      return request.getNumberOfRetries();
    }

    @Override
    public void signalFailedWithKnownReason(Throwable thrown) {
      lostBy = thrown;
      request.signalFailedWithKnownReason(thrown);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable thrown) {
      if (isLost(thrown)) {
        signalFailedWithKnownReason(thrown);
      } else {
        request.signalFailedWithUnknownReason(thrown);
      }
    }

    @Override
    public void retryLater() {
      request.retryLater();
    }

    @Override
    public void updateAndRetryLater(C committable) {
      request.updateAndRetryLater(
          new LoudSink.Stamped<>(committable, request.getCommittable().attempt()));
    }

    @Override
    public void signalAlreadyCommitted() {
      request.signalAlreadyCommitted();
    }
  }
}
