package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import java.io.IOException;

/** What CSV and NDJSON share: records in lines, damage at the end, records without end. */
abstract class TextReader<E extends Event> implements EventReader<E> {
  final LineBuffer lines;
  final EventShape<E> shape;
  final FieldValues values = new FieldValues();
  private final String topic;
  private boolean damageTold;

  TextReader(LineBuffer lines, EventShape<E> shape, String topic) {
    this.lines = lines;
    this.shape = shape;
    this.topic = topic;
  }

  final InputRecord<E> event(long line) throws MalformedException {
    return InputRecord.ofEvent(shape.event(values), topic, line);
  }

  final InputRecord<E> malformed(String detail, int from, int to) {
    return InputRecord.ofMalformed(detail, lines.payload(from, to), topic, lines.line());
  }

  /** The current line as a record that is too long; goes on behind it. */
  final InputRecord<E> tooLong() throws IOException {
    InputRecord<E> record =
        malformed(
            "the record is longer than "
                + LineBuffer.RECORD_LIMIT
                + " bytes; allowed: at most as many",
            lines.start(),
            lines.end());
    lines.skipLine();
    return record;
  }

  /** At the end of the window: once a record that tells of damage, then null. */
  final InputRecord<E> end() {
    if (lines.damage() == null || damageTold) {
      return null;
    }
    damageTold = true;
    InputRecord<E> record =
        malformed(
            "the file is damaged from here on (" + lines.damage() + "); allowed: a whole gzip file",
            lines.start(),
            lines.end());
    lines.advance(lines.end(), 0);
    return record;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
