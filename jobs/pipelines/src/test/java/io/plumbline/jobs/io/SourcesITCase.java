package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.MetricEvent;
import io.plumbline.operators.codec.EventShape;
import io.plumbline.operators.codec.InputRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesITCase {
  private static final int RECORDS = 3_000;

  @TempDir Path folder;

  @Test
  void everyRecordOfEveryFileComesOnceWithItsFileAndLine() throws Exception {
    InputFiles files = files();
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);

    List<InputRecord<MetricEvent>> records =
        Sources.metricEvents(env, files).executeAndCollect(10 * RECORDS);

    assertThat(records).hasSize(3 * RECORDS + 1);
    assertThat(records)
        .extracting(record -> record.position().topic() + ":" + record.position().offset())
        .doesNotHaveDuplicates();
    assertThat(records)
        .filteredOn(InputRecord::isRefused)
        .singleElement()
        .satisfies(
            record -> assertThat(record.position().topic()).isEqualTo(folder + "/with space/2.csv"))
        .satisfies(record -> assertThat(record.position().offset()).isEqualTo(RECORDS + 2L));
  }

  @Test
  void aRestoredReaderGoesOnBehindItsPosition() throws Exception {
    InputFiles.InputFile file = files().files().get(0);
    EventFileFormat<MetricEvent> format =
        new EventFileFormat<>(
            EventShape.METRIC_EVENT, Map.of(file.path().toString(), file.topic()));
    org.apache.flink.core.fs.Path path = new org.apache.flink.core.fs.Path(file.path().toUri());

    BulkFormat.Reader<InputRecord<MetricEvent>> first =
        format.createReader(new Configuration(), new FileSourceSplit("1", path, 0, 1, 0, 1));
    BulkFormat.RecordIterator<InputRecord<MetricEvent>> batch = first.readBatch();
    RecordAndPosition<InputRecord<MetricEvent>> last = null;
    for (int i = 0; i < 100; i++) {
      last = batch.next();
    }
    assertThat(last.getRecord().position().offset()).isEqualTo(101);
    first.close();

    FileSourceSplit position =
        new FileSourceSplit(
            "1",
            path,
            0,
            1,
            0,
            1,
            new String[0],
            new CheckpointedPosition(last.getOffset(), last.getRecordSkipCount()));
    try (BulkFormat.Reader<InputRecord<MetricEvent>> second =
        format.restoreReader(new Configuration(), position)) {
      RecordAndPosition<InputRecord<MetricEvent>> next = second.readBatch().next();
      assertThat(next.getRecord().position().offset()).isEqualTo(102);
      assertThat(next.getRecordSkipCount()).isEqualTo(101);
    }
  }

  private InputFiles files() throws Exception {
    Files.createDirectories(folder.resolve("with space"));
    for (int i = 0; i < 3; i++) {
      StringBuilder csv = new StringBuilder("event_name,unit_id,event_time,value\n");
      for (int line = 0; line < RECORDS; line++) {
        csv.append("n,u").append(line).append(",1704456000000,1\n");
      }
      if (i == 2) {
        csv.append("n,u,never,1\n");
      }
      Files.writeString(folder.resolve(i == 2 ? "with space/2.csv" : i + ".csv"), csv);
    }
    return InputFiles.check(List.of(folder), EventShape.METRIC_EVENT);
  }
}
