package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Reads whole files from memory. */
final class Reading {

  private Reading() {}

  static <E extends Event> List<InputRecord<E>> all(byte[] file, String name, EventShape<E> shape)
      throws IOException {
    List<InputRecord<E>> records = new ArrayList<>();
    try (EventReader<E> reader = EventFiles.open(new ByteArrayInputStream(file), name, shape)) {
      for (InputRecord<E> record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
    }
    return records;
  }

  static <E extends Event> List<InputRecord<E>> all(String text, String name, EventShape<E> shape) {
    try {
      return all(text.getBytes(StandardCharsets.UTF_8), name, shape);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Null for an accepted record. */
  static String whyRefused(InputRecord<?> record) {
    return record.isRefused() ? record.refusal().detail() : null;
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
