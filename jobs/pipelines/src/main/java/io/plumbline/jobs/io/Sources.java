package io.plumbline.jobs.io;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.operators.codec.EventShape;
import io.plumbline.operators.codec.InputRecord;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.enumerate.NonSplittingRecursiveEnumerator;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where records come from. Each file is read once, by one task, in whatever order. */
public final class Sources {
  static final String EXPOSURES = "exposures";
  static final String METRIC_EVENTS = "metric-events";

  private Sources() {}

  /**
   * Bounded; timestamps are event times, none of malformed records; no watermark before the end.
   */
  public static DataStream<InputRecord<Exposure>> exposures(
      StreamExecutionEnvironment env, InputFiles files) {
    return read(env, files, EventShape.EXPOSURE, EXPOSURES);
  }

  /**
   * Bounded; timestamps are event times, none of malformed records; no watermark before the end.
   */
  public static DataStream<InputRecord<MetricEvent>> metricEvents(
      StreamExecutionEnvironment env, InputFiles files) {
    return read(env, files, EventShape.METRIC_EVENT, METRIC_EVENTS);
  }

  private static <E extends Event> DataStream<InputRecord<E>> read(
      StreamExecutionEnvironment env, InputFiles files, EventShape<E> shape, String name) {
    Map<String, String> topics = new HashMap<>();
    Path[] paths =
        files.files().stream()
            .map(
                file -> {
                  Path path = new Path(file.path().toUri());
                  topics.put(path.getPath(), file.topic());
                  return path;
                })
            .toArray(Path[]::new);
    FileSource<InputRecord<E>> source =
        FileSource.forBulkFileFormat(new EventFileFormat<>(shape, topics), paths)
            // What is hidden was left out already; a file that was asked for by name is read.
            .setFileEnumerator(() -> new NonSplittingRecursiveEnumerator(path -> true))
            .build();
    WatermarkStrategy<InputRecord<E>> timestamps =
        WatermarkStrategy.<InputRecord<E>>noWatermarks()
            .withTimestampAssigner(
                (record, none) -> record.isRefused() ? none : record.visibleAt());
    return env.fromSource(source, timestamps, name, shape.inputType()).uid(name);
  }
}
