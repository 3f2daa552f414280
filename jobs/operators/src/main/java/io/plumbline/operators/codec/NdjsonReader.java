package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import java.io.IOException;

/** One JSON object a line; blank lines are none. */
final class NdjsonReader<E extends Event> extends TextReader<E> {
  private final JsonFields fields;

  NdjsonReader(LineBuffer lines, EventShape<E> shape, String topic) {
    super(lines, shape, topic);
    this.fields = new JsonFields(shape, "the line");
  }

  @Override
  public InputRecord<E> next() throws IOException {
    while (true) {
      int lineFeed = lines.lineFeed();
      if (lineFeed < 0) {
        if (lines.isFull()) {
          return tooLong();
        }
        if (lines.more()) {
          continue;
        }
        if (lines.damage() != null || lines.start() == lines.end()) {
          return end();
        }
      }
      int to = lineFeed < 0 ? lines.end() : lineFeed;
      InputRecord<E> record = isBlank(to) ? null : record(to);
      lines.advance(lineFeed < 0 ? to : to + 1, 1);
      if (record != null) {
        return record;
      }
    }
  }

  private boolean isBlank(int to) {
    byte[] bytes = lines.bytes();
    for (int i = lines.start(); i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private InputRecord<E> record(int to) {
    int from = lines.start();
    try {
      fields.read(lines.bytes(), from, to, values);
      return event(lines.line());
    } catch (MalformedException e) {
      return malformed(e.getMessage(), from, to);
    }
  }
}
