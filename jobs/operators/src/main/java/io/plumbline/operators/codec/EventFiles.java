package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens files of events: NDJSON, CSV or Avro by their names, else by a look; gzip by a look. */
public final class EventFiles {
  private static final int BUFFER = 1 << 16;

  private enum Format {
    CSV,
    NDJSON,
    AVRO
  }

  private EventFiles() {}

  /**
   * @param file the file's bytes; closed with the reader, or here if this fails
   * @param topic the file's path as the user gave it: its ending tells the format
   * @throws UnusableFileException if not one record of the file could be read; the message begins
   *     with a verb, so that the caller puts the file's name before it
   */
  public static <E extends Event> EventReader<E> open(
      InputStream file, String topic, EventShape<E> shape) throws IOException {
    InputStream in = new BufferedInputStream(file, BUFFER);
    try {
      in = unzipped(in);
      byte[] head = head(in);
      // Not a buffer: it would lose what it holds when the stream behind it turns out damaged.
      in = new SequenceInputStream(new ByteArrayInputStream(head), in);
      if (head.length == 0) {
        throw new UnusableFileException("is empty; allowed: CSV, NDJSON or Avro");
      }
      return switch (format(topic, head)) {
        case CSV -> new CsvReader<>(new LineBuffer(in), shape, topic);
        case NDJSON -> new NdjsonReader<>(new LineBuffer(in), shape, topic);
        case AVRO -> new AvroReader<>(in, shape, topic);
      };
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream unzipped(InputStream in) throws IOException {
    in.mark(2);
    boolean zipped = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    if (!zipped) {
      return in;
    }
    try {
      return new GZIPInputStream(in, BUFFER);
    } catch (EOFException | ZipException e) {
      throw new UnusableFileException("is a damaged gzip file; allowed: a whole one", e);
    }
  }

  private static byte[] head(InputStream in) throws IOException {
    try {
      return in.readNBytes(64);
    } catch (EOFException | ZipException e) {
      throw new UnusableFileException("is a damaged gzip file; allowed: a whole one", e);
    }
  }

  private static Format format(String name, byte[] head) {
    String ending = name.toLowerCase(Locale.ROOT);
    if (ending.endsWith(".gz")) {
      ending = ending.substring(0, ending.length() - 3);
    }
    switch (ending.substring(ending.lastIndexOf('.') + 1)) {
      case "csv" -> {
        return Format.CSV;
      }
      case "ndjson", "jsonl", "json" -> {
        return Format.NDJSON;
      }
      case "avro" -> {
        return Format.AVRO;
      }
      default -> {
        return byContent(head);
      }
    }
  }

  private static Format byContent(byte[] head) {
    if (head.length >= 4 && head[0] == 'O' && head[1] == 'b' && head[2] == 'j' && head[3] == 1) {
      return Format.AVRO;
    }
    for (byte c : head) {
      if (c == '{') {
        return Format.NDJSON;
      }
      // Blanks and a byte order mark say nothing.
      if (c > ' ') {
        return Format.CSV;
      }
    }
    return Format.CSV;
  }
}
