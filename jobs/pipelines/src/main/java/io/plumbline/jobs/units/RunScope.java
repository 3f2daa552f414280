package io.plumbline.jobs.units;

import io.plumbline.core.event.Event;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.ConfigStall;
import io.plumbline.operators.codec.ExperimentCodec;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.HorizonCodec;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.operators.configuration.ConfigSilenceOperator;
import io.plumbline.operators.configuration.ConfigStallFunction;
import io.plumbline.operators.configuration.FinalExperimentsFunction;
import io.plumbline.operators.configuration.FirstVisibleFunction;
import io.plumbline.operators.configuration.LiveExperimentsFunction;
import io.plumbline.operators.configuration.StallAlertFunction;
import io.plumbline.operators.progress.ExperimentInRunFunction;
import io.plumbline.operators.progress.RunHorizon;
import io.plumbline.operators.watch.PipelineStallFunction;
import io.plumbline.schemas.Table;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;

/**
 * What a run is about: which experiments, and which part of time.
 *
 * @param experiments all that are known, each with the run's horizon
 * @param horizon the part of time that the run covers
 */
public record RunScope(DataStream<ExperimentInRun> experiments, DataStream<Horizon> horizon) {
  private static final int ALL = 0;

  /**
   * Of a run without end: experiments as they are configured, from the first record on.
   *
   * @param configuration whose watermark tells up to when it is complete
   * @param firstVisible see {@link #firstVisible}
   * @param configIdleTimeout after so long without a heartbeat, by the wall clock, the run goes on
   *     without its configuration; empty: it waits
   */
  public static RunScope endless(
      DataStream<ConfigRecord> configuration,
      DataStream<Long> firstVisible,
      Optional<Duration> configIdleTimeout) {
    long goesOnAfterMs =
        configIdleTimeout.map(Duration::toMillis).orElse(ConfigSilenceOperator.NEVER);
    DataStream<ConfigRecord> withSilences =
        configuration
            .connect(firstVisible)
            .transform("silences", ConfigRecord.TYPE, new ConfigSilenceOperator(goesOnAfterMs))
            .uid("config-silences")
            .name("silences of the configuration")
            .setParallelism(1);
    DataStream<ExperimentInRun> experiments =
        withSilences
            .keyBy(config -> ALL, Types.INT)
            .connect(firstVisible.keyBy(visibleAt -> ALL, Types.INT))
            .process(new LiveExperimentsFunction(), ExperimentInRun.TYPE)
            .uid("experiments-in-run")
            .name("experiments in the run")
            .setParallelism(1);
    // Its watermark is that of the configuration too, without which no row is published.
    DataStream<Horizon> horizon =
        experiments
            .map(ExperimentInRun::horizon)
            .returns(HorizonCodec.TYPE)
            .uid("horizon")
            .name("horizon")
            .setParallelism(1);
    return new RunScope(experiments, horizon);
  }

  /**
   * That the configuration is silent, and that it is back.
   *
   * @param firstVisible which starts the clock where the configuration has never said anything
   * @param after so long without a heartbeat, by the wall clock
   * @param holdsResults whether rows wait for a silent configuration
   */
  public static DataStream<ConfigStall> configStalls(
      DataStream<ConfigRecord> configuration,
      DataStream<Long> firstVisible,
      Duration after,
      boolean holdsResults) {
    return configuration
        .keyBy(config -> ALL, Types.INT)
        .connect(firstVisible.keyBy(visibleAt -> ALL, Types.INT))
        .process(new ConfigStallFunction(after.toMillis(), holdsResults), ConfigStall.TYPE)
        .uid("config-stalls")
        .name("stalls of the configuration")
        .setParallelism(1);
  }

  /** The same as rows of {@code alerts}. */
  public static DataStream<RowData> configAlerts(DataStream<ConfigStall> stalls, JobRun run) {
    return stalls
        .process(new StallAlertFunction(run), RowTypes.typeInfo(Table.ALERTS))
        .uid("config-stall-alerts")
        .name("alerts of a silent configuration")
        .setParallelism(1);
  }

  /**
   * That event time stands still, and that it moves again: rows of {@code alerts}.
   *
   * @param published rows that the job publishes, in time with which time moves
   * @param firstVisible which starts the clock
   * @param after so long without progress, by the wall clock
   */
  public static DataStream<RowData> pipelineAlerts(
      DataStream<RowData> published,
      DataStream<Long> firstVisible,
      DataStream<ConfigStall> configStalls,
      Duration after,
      Timing timing,
      JobRun run) {
    DataStream<Long> onlyTime =
        published
            .<Long>flatMap((row, out) -> {})
            .returns(Types.LONG)
            .uid("published-time")
            .name("time of what is published");
    return configStalls
        .keyBy(stall -> ALL, Types.INT)
        .connect(firstVisible.union(onlyTime).keyBy(visibleAt -> ALL, Types.INT))
        .process(
            new PipelineStallFunction(timing, run, after.toMillis()),
            RowTypes.typeInfo(Table.ALERTS))
        .uid("pipeline-stalls")
        .name("alerts of time that stands still")
        .setParallelism(1);
  }

  /** When the records of each task of each source first became visible, as far as is known. */
  public static <E extends Event> DataStream<Long> firstVisible(
      Map<String, DataStream<InputRecord<E>>> records) {
    return records.entrySet().stream()
        .<DataStream<Long>>map(
            source ->
                source
                    .getValue()
                    .process(new FirstVisibleFunction<E>(), Types.LONG)
                    .uid("first-visible-of-" + source.getKey())
                    .name("first visible of " + source.getKey())
                    .setParallelism(source.getValue().getParallelism()))
        .reduce(DataStream::union)
        .orElseThrow(() -> new IllegalArgumentException("no source; at least one is allowed"));
  }

  /** Of a finished input, whose end is found by reading it. */
  public static <E extends Event> RunScope bounded(
      DataStream<ConfigRecord> configuration,
      Map<String, DataStream<InputRecord<E>>> records,
      Timing timing) {
    DataStream<Experiment> experiments =
        configuration
            .keyBy(config -> ALL, Types.INT)
            .process(new FinalExperimentsFunction(), ExperimentCodec.TYPE)
            .uid("final-experiments")
            .name("experiments in the end")
            .setParallelism(1);
    DataStream<Horizon> horizon =
        records.entrySet().stream()
            .map(source -> BoundedTime.span(source.getKey(), source.getValue()))
            .reduce(DataStream::union)
            .map(spans -> BoundedTime.horizon(spans, timing))
            .orElseThrow(() -> new IllegalArgumentException("no source; at least one is allowed"));
    return bounded(experiments, horizon);
  }

  /** Of experiments that are all known, in a finite part of time. */
  public static RunScope bounded(DataStream<Experiment> experiments, DataStream<Horizon> horizon) {
    DataStream<ExperimentInRun> inRun =
        experiments
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<Experiment>forMonotonousTimestamps()
                    .withTimestampAssigner((experiment, previous) -> experiment.startedAt()))
            .uid("experiments-time")
            .name("experiments' time")
            .connect(horizon.broadcast(RunHorizon.DESCRIPTOR))
            .process(new ExperimentInRunFunction(), ExperimentInRun.TYPE)
            .uid("experiments-in-run")
            .name("experiments in the run");
    return new RunScope(inRun, horizon);
  }
}
