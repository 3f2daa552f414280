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
 * <p>The first input is the configuration. While it speaks, its watermark is the output's. Where no
 * heartbeat comes for too long, by the wall clock, the watermark of the second input, the events',
 * is the output's, until the next heartbeat. Since every row waits for the output's watermark, this
 * is the one place that knows how far the run has gone without its configuration. Before the first
 * heartbeat any record is a sign of life, and before the first record it waits for ever: what has
 * never been read cannot be silent.
 *
 * <p>A {@link Silence} goes before everything that the run does because of it: the beginning before
 * the first such watermark, the end before the heartbeat that ends it, and before each document
 * that comes in it, how far it has gone. The output is never idle, since nothing may overtake it.
 *
 * <p>State, once something was read: up to when the configuration is complete, how far the output
 * has come, and whether it is silent. A task that is restored in a silence listens as long again
 * before it goes on.
 *
 * <p>An operator and not a function, because only that may emit a watermark: internal API. One task
 * alone.
 */
public final class ConfigSilenceOperator extends AbstractStreamOperator<ConfigRecord>
    implements TwoInputStreamOperator<ConfigRecord, Long, ConfigRecord> {

  /** It waits for its configuration for ever. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The Flink metric that counts the silences in which the run went on. */
  public static final String SILENCES = "config_silences";

  private static final Logger LOG = LoggerFactory.getLogger(ConfigSilenceOperator.class);
  private static final ListStateDescriptor<Silence> STATE =
      new ListStateDescriptor<>("silence", SilenceCodec.TYPE);

  /** How often it looks at the clock while a heartbeat may be missing. */
  private static final int LOOKS = 4;

  private final long goesOnAfterMs;

  private transient ListState<Silence> state;
  private transient Counter silences;
  private transient long completeUntil;
  private transient long reached;
  private transient boolean isSilent;
  private transient boolean wasRead;

  /** Of the second input, and of the output, since this task was started. */
  private transient long events;

  private transient long emitted;

  /** By the wall clock; the last sign of life, or when this task began to listen. */
  private transient long heardAt;

  /** Whether it was silent for long enough since this task was started. */
  private transient boolean goesOn;

  /**
   * @param goesOnAfterMs by the wall clock; {@link #NEVER}: it waits
   */
  public ConfigSilenceOperator(long goesOnAfterMs) {
    this.goesOnAfterMs = goesOnAfterMs;
  }

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
      wasRead = true;
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    silences = getMetricGroup().counter(SILENCES);
    heardAt = getProcessingTimeService().getCurrentProcessingTime();
    if (goesOnAfterMs != NEVER) {
      lookLater();
    }
  }

  private void lookLater() {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    getProcessingTimeService().registerTimer(now + intervalMs(), this::look);
  }

  private long intervalMs() {
    return Math.max(1, goesOnAfterMs / LOOKS);
  }

  private void look(long due) {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    if (now - due > intervalMs()) {
      // The task was held up, and could not hear.
      heardAt += now - due;
    }
    if (wasRead && !goesOn && now - heardAt >= goesOnAfterMs) {
      goOn();
    }
    lookLater();
  }

  private void goOn() {
    goesOn = true;
    if (!isSilent) {
      isSilent = true;
      silences.inc();
      LOG.warn("the configuration is complete up to {}; rows go on without it", completeUntil);
      tell();
    }
    advance(events);
  }

  @Override
  public void processElement1(StreamRecord<ConfigRecord> element) {
    boolean isHeartbeat = element.getValue().isHeartbeat();
    wasRead = true;
    if (isHeartbeat || completeUntil == Long.MIN_VALUE) {
      heardAt = getProcessingTimeService().getCurrentProcessingTime();
    }
    if (isSilent) {
      if (isHeartbeat) {
        isSilent = false;
        goesOn = false;
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
    if (goesOn) {
      advance(events);
    }
  }

  /** An idle input changes nothing. */
  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) {}

  private void tell() {
    output.collect(new StreamRecord<>(ConfigRecord.silence(silence())));
  }

  /** The rows that wait for a watermark reflect what becomes visible up to it, inclusive. */
  private Silence silence() {
    long until = reached == Long.MAX_VALUE ? reached : reached + 1;
    return new Silence(completeUntil, until, !isSilent);
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
    if (wasRead) {
      state.add(silence());
    }
  }
}
