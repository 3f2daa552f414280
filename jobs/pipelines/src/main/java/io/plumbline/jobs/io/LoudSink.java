package io.plumbline.jobs.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.InitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Kafka's sink, but for what it does when a transaction is lost: the sink itself counts it and goes
 * on. Here it is an error in the log, a metric, and the end of the attempt; see {@link
 * LoudCommitter}.
 *
 * <p>Committables carry the attempt that wrote them, so that the committer can tell what was lost
 * under its eyes from what it found lost when it was restored.
 *
 * @param <I> what is written
 * @param <S> the writer's state
 * @param <C> the sink's committable: a transaction
 */
final class LoudSink<I, S, C>
    implements Sink<I>,
        SupportsWriterState<I, S>,
        SupportsCommitter<LoudSink.Stamped<C>>,
        SupportsPostCommitTopology<LoudSink.Stamped<C>> {

  /**
   * A committable, and the attempt that wrote it.
   *
   * @param attempt the job's id and the number of the attempt
   */
  record Stamped<C>(C committable, String attempt) {}

  private final String name;
  private final Sink<I> sink;

  /**
   * @param name for messages: what is written
   * @param sink with writer state and committer
   */
  LoudSink(String name, Sink<I> sink) {
    this.name = name;
    this.sink = sink;
    if (!(sink instanceof SupportsWriterState<?, ?>) || !(sink instanceof SupportsCommitter<?>)) {
      throw new IllegalArgumentException(sink.getClass().getName() + " commits nothing");
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public StatefulSinkWriter<I, S> createWriter(WriterInitContext context) throws IOException {
    return new Writer<I, S, C>(
        (StatefulSinkWriter<I, S>) sink.createWriter(context), attempt(context));
  }

  @Override
  public StatefulSinkWriter<I, S> restoreWriter(WriterInitContext context, Collection<S> state)
      throws IOException {
    return new Writer<I, S, C>(stateful().restoreWriter(context, state), attempt(context));
  }

  @Override
  public SimpleVersionedSerializer<S> getWriterStateSerializer() {
    return stateful().getWriterStateSerializer();
  }

  @Override
  public Committer<Stamped<C>> createCommitter(CommitterInitContext context) throws IOException {
    return new LoudCommitter<>(
        name,
        attempt(context),
        committing().createCommitter(context),
        context.metricGroup().counter(LoudCommitter.LOST_TRANSACTIONS));
  }

  @Override
  public SimpleVersionedSerializer<Stamped<C>> getCommittableSerializer() {
    return new StampedSerializer<>(committing().getCommittableSerializer());
  }

  /** The sink looks at the graph alone, not at what flows in it. */
  @Override
  @SuppressWarnings("unchecked")
  public void addPostCommitTopology(DataStream<CommittableMessage<Stamped<C>>> committables) {
    if (sink instanceof SupportsPostCommitTopology<?> post) {
      ((SupportsPostCommitTopology<C>) post)
          .addPostCommitTopology((DataStream<CommittableMessage<C>>) (DataStream<?>) committables);
    }
  }

  @SuppressWarnings("unchecked")
  private SupportsWriterState<I, S> stateful() {
    return (SupportsWriterState<I, S>) sink;
  }

  @SuppressWarnings("unchecked")
  private SupportsCommitter<C> committing() {
    return (SupportsCommitter<C>) sink;
  }

  private static String attempt(InitContext context) {
    return context.getJobInfo().getJobId() + "/" + context.getTaskInfo().getAttemptNumber();
  }

  /** Passes everything on, and stamps the committables. */
  @SuppressWarnings("try") // what the wrapped writer throws when closed is its own business
  private record Writer<I, S, C>(StatefulSinkWriter<I, S> writer, String attempt)
      implements StatefulSinkWriter<I, S>, CommittingSinkWriter<I, Stamped<C>> {

    @Override
    public void write(I element, Context context) throws IOException, InterruptedException {
      writer.write(element, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
      writer.writeWatermark(watermark);
    }

    @Override
    public List<S> snapshotState(long checkpointId) throws IOException {
      return writer.snapshotState(checkpointId);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Collection<Stamped<C>> prepareCommit() throws IOException, InterruptedException {
      List<Stamped<C>> stamped = new ArrayList<>();
      for (C committable : ((CommittingSinkWriter<I, C>) writer).prepareCommit()) {
        stamped.add(new Stamped<>(committable, attempt));
      }
      return stamped;
    }

    @Override
    public void close() throws Exception {
      writer.close();
    }
  }

  /** The stamp before the committable's own form. */
  private record StampedSerializer<C>(SimpleVersionedSerializer<C> serializer)
      implements SimpleVersionedSerializer<Stamped<C>> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(Stamped<C> stamped) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeUTF(stamped.attempt());
      out.writeInt(serializer.getVersion());
      out.write(serializer.serialize(stamped.committable()));
      return bytes.toByteArray();
    }

    @Override
    public Stamped<C> deserialize(int version, byte[] serialized) throws IOException {
      if (version != VERSION) {
        throw new IOException("a committable of version " + version + "; " + VERSION + " is read");
      }
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
      String attempt = in.readUTF();
      int inner = in.readInt();
      return new Stamped<>(serializer.deserialize(inner, in.readAllBytes()), attempt);
    }
  }
}
