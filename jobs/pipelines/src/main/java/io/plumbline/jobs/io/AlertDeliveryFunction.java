package io.plumbline.jobs.io;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes alerts of the topic's kind on to it and, once after each start, those that are missing
 * there.
 *
 * <p>It waits for the first checkpoint of the attempt: by then the sinks have committed what they
 * were restored with, so that what is in the table and still not in the topic is lost. What passed
 * in this attempt is not looked at: its transaction is open, and its loss would end the attempt.
 * The look takes place beside the stream, and a clock asks for its end; the clock begins with the
 * first alert ever, because before there is nothing to lose, and goes on through savepoints.
 */
final class AlertDeliveryFunction extends KeyedProcessFunction<Integer, RowData, RowData>
    implements CheckpointListener {
  /** The Flink metric that counts them. */
  static final String SENT_AGAIN = "alerts_sent_again";

  private static final Logger LOG = LoggerFactory.getLogger(AlertDeliveryFunction.class);
  private static final long CLOCK_MS = 5_000;

  private final AlertDelivery delivery;

  private transient ExecutorService executor;
  private transient CompletableFuture<List<RowData>> missing;
  private transient Set<String> passed;
  private transient boolean checkpointed;
  private transient boolean done;
  private transient Counter sentAgain;

  AlertDeliveryFunction(AlertDelivery delivery) {
    this.delivery = delivery;
  }

  @Override
  public void open(OpenContext context) {
    passed = new HashSet<>();
    sentAgain = getRuntimeContext().getMetricGroup().counter(SENT_AGAIN);
    executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "alert-delivery");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void processElement(RowData alert, Context context, Collector<RowData> out) {
    if (!delivery.takes(alert)) {
      return;
    }
    if (!done) {
      passed.add(AlertDelivery.name(alert));
    }
    out.collect(alert);
    registerClock(context.timerService().currentProcessingTime(), context);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out) {
    long now = context.timerService().currentProcessingTime();
    registerClock(now, context);
    if (done || !checkpointed) {
      return;
    }
    if (missing == null) {
      missing = CompletableFuture.supplyAsync(() -> look(now), executor);
    } else if (missing.isDone()) {
      send(out);
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    checkpointed = true;
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }

  private List<RowData> look(long now) {
    try {
      return delivery.missing(now);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private void send(Collector<RowData> out) {
    try {
      for (RowData alert : missing.join()) {
        if (!passed.contains(AlertDelivery.name(alert))) {
          LOG.warn(
              "{} is in the table and not in the topic: sent again", AlertDelivery.name(alert));
          sentAgain.inc();
          out.collect(alert);
        }
      }
      done = true;
      passed.clear();
    } catch (CompletionException e) {
      LOG.error("whether alerts are missing in the topic cannot be told; asked again", e);
      missing = null;
    }
  }

  private static void registerClock(long now, Context context) {
    context
        .timerService()
        .registerProcessingTimeTimer(Math.floorDiv(now, CLOCK_MS) * CLOCK_MS + CLOCK_MS);
  }
}
