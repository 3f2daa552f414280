package io.plumbline.operators.configuration;

import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.ConfigStall;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that no heartbeat has come for too long, and that one has come again. By the wall clock:
 * event time cannot tell that time stands still. Keyed by a constant.
 *
 * <p>The second input only says that there is something to judge: it starts the clock where the
 * configuration has never said anything. A job that is restored waits as long again before it
 * complains, since it was not listening.
 */
public final class ConfigStallFunction
    extends KeyedCoProcessFunction<Integer, ConfigRecord, Long, ConfigStall> {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigStallFunction.class);
  private static final long NOT_LISTENING = Long.MIN_VALUE;

  private final long stalledAfterMs;
  private final boolean holdsResults;

  private transient ValueState<Long> lastHeartbeat;
  private transient ValueState<Long> openedAt;

  /** By the wall clock; the last sign of life, or when this task began to listen. */
  private transient long heardAt;

  /**
   * @param stalledAfterMs by the wall clock
   * @param holdsResults whether rows wait for a silent configuration
   */
  public ConfigStallFunction(long stalledAfterMs, boolean holdsResults) {
    this.stalledAfterMs = stalledAfterMs;
    this.holdsResults = holdsResults;
  }

  @Override
  public void open(OpenContext context) {
    lastHeartbeat =
        getRuntimeContext().getState(new ValueStateDescriptor<>("last-heartbeat", Types.LONG));
    openedAt = getRuntimeContext().getState(new ValueStateDescriptor<>("opened-at", Types.LONG));
    heardAt = NOT_LISTENING;
  }

  @Override
  public void processElement1(ConfigRecord config, Context context, Collector<ConfigStall> out)
      throws Exception {
    if (!config.isHeartbeat()) {
      listen(context.timerService());
      return;
    }
    long now = context.timerService().currentProcessingTime();
    boolean isListening = heardAt != NOT_LISTENING;
    heardAt = now;
    if (!isListening) {
      awaitHeartbeat(context.timerService());
    }
    if (openedAt.value() != null) {
      LOG.info("the configuration is back");
      out.collect(new ConfigStall(openedAt.value(), lastHeartbeat.value(), now, holdsResults));
      openedAt.clear();
      awaitHeartbeat(context.timerService());
    }
    Long before = lastHeartbeat.value();
    if (before == null || config.heartbeatAt() > before) {
      lastHeartbeat.update(config.heartbeatAt());
    }
  }

  @Override
  public void processElement2(Long visibleAt, Context context, Collector<ConfigStall> out) {
    listen(context.timerService());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ConfigStall> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    if (heardAt == NOT_LISTENING) {
      listen(context.timerService());
    } else if (now < heardAt + stalledAfterMs) {
      awaitHeartbeat(context.timerService());
    } else if (openedAt.value() == null) {
      LOG.warn(
          "no heartbeat of the configuration for {} ms; the last was {}",
          stalledAfterMs,
          lastHeartbeat.value());
      openedAt.update(now);
      out.collect(new ConfigStall(now, lastHeartbeat.value(), null, holdsResults));
    }
  }

  private void listen(TimerService timers) {
    if (heardAt == NOT_LISTENING) {
      heardAt = timers.currentProcessingTime();
      awaitHeartbeat(timers);
    }
  }

  private void awaitHeartbeat(TimerService timers) {
    timers.registerProcessingTimeTimer(heardAt + stalledAfterMs);
  }
}
