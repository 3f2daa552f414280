package io.plumbline.local;

import io.plumbline.jobs.io.InputFiles;
import io.plumbline.jobs.io.InputFiles.InputFile;
import io.plumbline.operators.codec.EventFiles;
import io.plumbline.operators.codec.EventReader;
import io.plumbline.operators.codec.EventShape;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * How many records files hold, judged by the beginning of the first: good enough for a percentage.
 */
final class RecordEstimate {
  private static final int SAMPLE = 5_000;

  private RecordEstimate() {}

  static long of(Collection<Path> given, EventShape<?> shape) throws IOException {
    InputFiles files = InputFiles.check(given, shape);
    InputFile first = files.files().get(0);
    long records = 0;
    boolean ended = false;
    Counting in = new Counting(Files.newInputStream(first.path()));
    try (EventReader<?> reader = EventFiles.open(in, first.topic(), shape)) {
      while (records < SAMPLE && !ended) {
        ended = reader.next() == null;
        records += ended ? 0 : 1;
      }
    }
    long bytes = ended ? first.bytes() : in.count;
    return Math.max(1, Math.round((double) records / Math.max(1, bytes) * files.bytes()));
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
