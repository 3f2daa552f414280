package io.plumbline.operators.configuration;

import io.plumbline.core.time.Silence;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.SilenceCodec;
import io.plumbline.operators.source.VisibilityOperator;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a run go on where its configuration is silent, and says so in the configuration itself.
 *
 * <p>The first input is the configuration. While it speaks, its watermark is the output's. Its
 * source becomes idle where it was silent for too long; from then on the watermark of the second
 * input, the events', is the output's, until the next heartbeat. Since every row waits for the
 * output's watermark, this is the one place that knows how far the run has gone without its
 * configuration.
 *
 * <p>A {@link Silence} goes before everything that the run does because of it: the beginning before
 * the first such watermark, the end before the heartbeat that ends it, and before each document
 * that comes in it, how far it has gone. The output is never idle, since nothing may overtake it.
 *
 * <p>State: up to when the configuration is complete, how far the output has come, and whether it
 * is silent. A task that is restored in a silence holds still until its source is idle again.
 *
 * <p>An operator and not a function, because only that may emit a watermark: internal API. One task
 * alone.
 */
public final class ConfigSilenceOperator extends AbstractStreamOperator<ConfigRecord>
    implements TwoInputStreamOperator<ConfigRecord, Long, ConfigRecord> {

  /** The Flink metric that counts the silences in which the run went on. */
  public static final String SILENCES = "config_silences";

  private static final Logger LOG = LoggerFactory.getLogger(ConfigSilenceOperator.class);
  private static final ListStateDescriptor<Silence> STATE =
      new ListStateDescriptor<>("silence", SilenceCodec.TYPE);
  private static final int CONFIGURATION = 0;

  private transient ListState<Silence> state;
  private transient Counter silences;
  private transient long completeUntil;
  private transient long reached;
  private transient boolean isSilent;

  /** Of the second input, and of the output, since this task was started. */
  private transient long events;

  private transient long emitted;

  /** Whether the source is known to be idle, since this task was started. */
  private transient boolean isIdle;

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    completeUntil = Long.MIN_VALUE;
    reached = Long.MIN_VALUE;
    events = Long.MIN_VALUE;
    emitted = Long.MIN_VALUE;
    state = context.getOperatorStateStore().getListState(STATE);
    for (Silence restored : state.get()) {
      completeUntil = restored.after();
      reached = restored.until() - 1;
      isSilent = !restored.isOver();
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    silences = getMetricGroup().counter(SILENCES);
  }

  @Override
  public void processElement1(StreamRecord<ConfigRecord> element) {
    if (isSilent) {
      if (element.getValue().isHeartbeat()) {
        isSilent = false;
        isIdle = false;
        LOG.info("the configuration is back; rows went on without it until {}", reached);
      }
      tell();
    }
    output.collect(element);
  }

  /** Only its time counts. */
  @Override
  public void processElement2(StreamRecord<Long> element) {}

  @Override
  public void processWatermark1(Watermark mark) {
    if (mark.getTimestamp() > VisibilityOperator.NOTHING_YET) {
      completeUntil = Math.max(completeUntil, mark.getTimestamp());
      advance(completeUntil);
    }
  }

  @Override
  public void processWatermark2(Watermark mark) {
    events = mark.getTimestamp();
    if (isIdle) {
      advance(events);
    }
  }

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) {
    if (input == CONFIGURATION && status.isIdle()) {
      isIdle = true;
      if (!isSilent) {
        isSilent = true;
        silences.inc();
        LOG.warn(
            "the configuration is complete up to {} and silent; rows go on without it",
            completeUntil);
        tell();
      }
      advance(events);
    }
  }

  private void tell() {
    output.collect(new StreamRecord<>(ConfigRecord.silence(silence())));
  }

  /** The rows that wait for a watermark reflect what becomes visible up to it, inclusive. */
  private Silence silence() {
    return new Silence(completeUntil, reached + 1, !isSilent);
  }

  private void advance(long time) {
    reached = Math.max(reached, time);
    if (reached > emitted) {
      emitted = reached;
      output.emitWatermark(new Watermark(emitted));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.clear();
    state.add(silence());
  }
}
