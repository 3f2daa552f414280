package io.plumbline.jobs.cdc;

import io.plumbline.jobs.units.TableRows;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.ConfigMessage;
import io.plumbline.operators.codec.cdc.CdcRecord;
import io.plumbline.operators.configuration.ConfigAssemblyFunction;
import io.plumbline.operators.configuration.ConfigTexts;
import io.plumbline.operators.configuration.TopicInspection;
import io.plumbline.schemas.Table;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * From changes of the configuration's tables to one document an experiment.
 *
 * @param messages of the configuration topic, in their order
 * @param rows the history, and alerts
 */
public record ConfigTopology(DataStream<ConfigMessage> messages, TableRows rows) {

  /** The job's name in tables. */
  public static final String JOB = "config";

  private static final List<Table> TABLES =
      List.of(
          Table.CONFIG_CHANGES,
          Table.EXPERIMENT_VERSIONS,
          Table.METRIC_VERSIONS,
          Table.NOTES,
          Table.ALERTS);

  /**
   * @param tables that are read, with their schema
   */
  public static ConfigTopology of(
      DataStream<CdcRecord> changes,
      List<String> tables,
      TopicInspection topics,
      ConfigTexts texts) {
    SingleOutputStreamOperator<ConfigMessage> messages =
        changes
            .process(
                new ConfigAssemblyFunction(new JobRun(JOB, JobRun.LIVE), tables, topics, texts),
                ConfigMessage.TYPE)
            .uid("config-assembly")
            .name("assembly of the configuration")
            .setParallelism(1)
            .setMaxParallelism(1);
    TableRows rows = new TableRows();
    for (Table table : TABLES) {
      rows = rows.with(table, messages.getSideOutput(OutputTags.rows(table)));
    }
    return new ConfigTopology(messages, rows);
  }
}
