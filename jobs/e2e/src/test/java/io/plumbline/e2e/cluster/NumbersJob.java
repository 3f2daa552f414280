package io.plumbline.e2e.cluster;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * Writes the numbers below a count to files, so many a second: with exactly-once each is there
 * once, whatever died in between.
 */
public final class NumbersJob {
  private NumbersJob() {}

  /**
   * @param args name of the job, count, numbers a second, folder of the files
   */
  public static void main(String[] args) throws Exception {
    var env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    var numbers =
        new DataGeneratorSource<Long>(
            number -> number,
            Long.parseLong(args[1]),
            RateLimiterStrategy.perSecond(Double.parseDouble(args[2])),
            Types.LONG);
    var files =
        FileSink.forRowFormat(new Path(args[3]), new SimpleStringEncoder<Long>())
            .withRollingPolicy(OnCheckpointRollingPolicy.build())
            .build();
    env.fromSource(
            numbers,
            WatermarkStrategy.<Long>forMonotonousTimestamps()
                .withTimestampAssigner((number, timestamp) -> System.currentTimeMillis()),
            "numbers")
        .uid("numbers")
        .keyBy(number -> number % 7)
        .map(number -> number)
        .returns(Types.LONG)
        .uid("same")
        .sinkTo(files)
        .uid("files");
    env.execute(args[0]);
  }
}
