package io.plumbline.jobs.io;

import io.plumbline.core.event.Event;
import io.plumbline.operators.codec.EventFiles;
import io.plumbline.operators.codec.EventReader;
import io.plumbline.operators.codec.EventShape;
import io.plumbline.operators.codec.InputRecord;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;

/**
 * Whole files of events for Flink's file source.
 *
 * <p>A bulk format and not a stream format, because each record carries its file's name and line. A
 * restored reader reads the file again up to where it was.
 */
final class EventFileFormat<E extends Event>
    implements BulkFormat<InputRecord<E>, FileSourceSplit> {
  private static final int BATCH = 512;

  private final EventShape<E> shape;
  private final Map<String, String> topics;

  /**
   * @param topics what the user calls a file, by its absolute path
   */
  EventFileFormat(EventShape<E> shape, Map<String, String> topics) {
    this.shape = shape;
    this.topics = topics;
  }

  @Override
  public Reader<InputRecord<E>> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return new EventBatches<>(open(split.path()));
  }

  @Override
  public Reader<InputRecord<E>> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    EventBatches<E> batches = new EventBatches<>(open(split.path()));
    batches.skip(
        split.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L));
    return batches;
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<InputRecord<E>> getProducedType() {
    return shape.inputType();
  }

  private EventReader<E> open(Path path) throws IOException {
    String topic = topics.getOrDefault(path.getPath(), path.getPath());
    try {
      return EventFiles.open(path.getFileSystem().open(path), topic, shape);
    } catch (IOException e) {
      throw new IOException(topic + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static final class EventBatches<E extends Event> implements Reader<InputRecord<E>> {
    private final EventReader<E> reader;
    private long read;

    EventBatches(EventReader<E> reader) {
      this.reader = reader;
    }

    void skip(long records) throws IOException {
      while (read < records && reader.next() != null) {
        read++;
      }
    }

    @Override
    public RecordIterator<InputRecord<E>> readBatch() throws IOException {
      @SuppressWarnings({"unchecked", "rawtypes"})
      InputRecord<E>[] batch = new InputRecord[BATCH];
      int count = 0;
      while (count < BATCH) {
        InputRecord<E> record = reader.next();
        if (record == null) {
          break;
        }
        batch[count++] = record;
      }
      if (count == 0) {
        return null;
      }
      ArrayResultIterator<InputRecord<E>> records = new ArrayResultIterator<>();
      records.set(batch, count, CheckpointedPosition.NO_OFFSET, read);
      read += count;
      return records;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
