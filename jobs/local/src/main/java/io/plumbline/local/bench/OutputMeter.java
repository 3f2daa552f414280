package io.plumbline.local.bench;

import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.table.data.RowData;

/**
 * What has arrived at the ends of a job in this process: rows, and the time behind them. The rows
 * of a tick are all there when that time has passed every task of every sink; the row itself says
 * less, because a tick in which nothing happens has none. Flink copies sinks, so by name.
 */
final class OutputMeter {
  private static final Map<String, OutputMeter> METERS = new ConcurrentHashMap<>();
  private static final int READ = RowTypes.of(Table.JOB_PROGRESS).getFieldIndex("read");

  private final Map<Table, AtomicLongArray> passed = new EnumMap<>(Table.class);
  private final Map<Table, AtomicLong> rows = new EnumMap<>(Table.class);
  private final AtomicLong accounted = new AtomicLong();

  private OutputMeter() {}

  static OutputMeter install(String name) {
    OutputMeter meter = new OutputMeter();
    METERS.put(name, meter);
    return meter;
  }

  static void remove(String name) {
    METERS.remove(name);
  }

  /** A sink for the rows of a table, which it counts and forgets; made before the job starts. */
  static MeteringSink sink(String name, Table table, int tasks) {
    long[] never = new long[tasks];
    Arrays.fill(never, Long.MIN_VALUE);
    OutputMeter meter = METERS.get(name);
    meter.passed.put(table, new AtomicLongArray(never));
    meter.rows.put(table, new AtomicLong());
    return new MeteringSink(name, table);
  }

  /**
   * Up to when all rows are there, milliseconds since the epoch; {@link Long#MIN_VALUE} before some
   * task was told of any time.
   */
  long passed() {
    long least = Long.MAX_VALUE;
    for (AtomicLongArray tasks : passed.values()) {
      for (int i = 0; i < tasks.length(); i++) {
        least = Math.min(least, tasks.get(i));
      }
    }
    return least;
  }

  /** Rows of all tables so far. */
  long rows() {
    return rows.values().stream().mapToLong(AtomicLong::get).sum();
  }

  /** Rows so far, by table. */
  Map<Table, Long> rowsByTable() {
    Map<Table, Long> counts = new EnumMap<>(Table.class);
    rows.forEach((table, count) -> counts.put(table, count.get()));
    return counts;
  }

  /** How many records the last row of job_progress accounts for, whatever became of them. */
  long accounted() {
    return accounted.get();
  }

  /** Hears rows of a table, and forgets them. */
  record MeteringSink(String name, Table table) implements Sink<RowData> {
    @Override
    public SinkWriter<RowData> createWriter(WriterInitContext context) {
      OutputMeter meter = METERS.get(name);
      return new Writer(
          meter,
          table,
          meter.rows.get(table),
          meter.passed.get(table),
          context.getTaskInfo().getIndexOfThisSubtask());
    }
  }

  private record Writer(
      OutputMeter meter, Table table, AtomicLong rows, AtomicLongArray passed, int task)
      implements SinkWriter<RowData> {
    @Override
    public void write(RowData row, Context context) {
      rows.incrementAndGet();
      if (table == Table.JOB_PROGRESS) {
        meter.accounted.set(row.getLong(READ));
      }
    }

    @Override
    public void writeWatermark(Watermark watermark) {
      passed.set(task, watermark.getTimestamp());
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
