package io.plumbline.local.bench;

import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.table.data.RowData;

/** Up to which tick a job in this process has told its progress. Flink copies sinks, so by name. */
final class TickMeter {
  private static final int MICROS = 6;
  private static final int AS_OF = RowTypes.of(Table.JOB_PROGRESS).getFieldIndex("as_of");
  private static final Map<String, AtomicLong> LAST = new ConcurrentHashMap<>();

  private TickMeter() {}

  static void install(String name) {
    LAST.put(name, new AtomicLong(Long.MIN_VALUE));
  }

  static void remove(String name) {
    LAST.remove(name);
  }

  /** Milliseconds since the epoch; {@link Long#MIN_VALUE} before the first. */
  static long last(String name) {
    return LAST.get(name).get();
  }

  /** Hears rows of JOB_PROGRESS, and forgets them. */
  record MeteringSink(String name) implements Sink<RowData> {
    @Override
    public SinkWriter<RowData> createWriter(WriterInitContext context) {
      return new Writer(LAST.get(name));
    }
  }

  private record Writer(AtomicLong last) implements SinkWriter<RowData> {
    @Override
    public void write(RowData row, Context context) {
      long asOf = row.getTimestamp(AS_OF, MICROS).getMillisecond();
      last.accumulateAndGet(asOf, Math::max);
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
