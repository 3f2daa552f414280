package io.plumbline.operators.codec;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * A window over a stream's bytes that always holds the current record whole.
 *
 * <p>Damage of a compressed stream (cut off, checksum wrong) ends the window where it occurs and is
 * kept in {@link #damage()}; other failures of reading are thrown.
 */
final class LineBuffer implements Closeable {
  /** Longer records are refused: the window must fit into memory whatever the file holds. */
  static final int RECORD_LIMIT = 4 << 20;

  private static final int INITIAL = 1 << 17;

  private final InputStream in;
  private byte[] bytes = new byte[INITIAL];
  private int start;
  private int end;
  private boolean atEnd;
  private String damage;
  private long line = 1;

  LineBuffer(InputStream in) throws IOException {
    this.in = in;
    while (end < 3 && more()) {
      // Until a byte order mark would be seen.
    }
    if (end >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
      start = 3;
    }
  }

  byte[] bytes() {
    return bytes;
  }

  /** Where the current record begins; moves back when {@link #more()} makes room. */
  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** The line on which the current record begins, from 1. */
  long line() {
    return line;
  }

  /** How the stream turned out to be damaged, or null. */
  String damage() {
    return damage;
  }

  boolean isFull() {
    return end - start >= RECORD_LIMIT;
  }

  /** Adds bytes behind the window's end; false when there are none. */
  boolean more() throws IOException {
    if (atEnd) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    try {
      int count = in.read(bytes, end, bytes.length - end);
      if (count < 0) {
        atEnd = true;
        return false;
      }
      end += count;
      return true;
    } catch (EOFException | ZipException e) {
      atEnd = true;
      damage = e.getMessage() == null ? "it ends too early" : e.getMessage();
      return false;
    }
  }

  /** The index of the next line feed, or -1 when the window must grow, is full, or is the last. */
  int lineFeed() {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Goes on to the record that begins at {@code next}. */
  void advance(int next, int lineFeeds) {
    start = next;
    line += lineFeeds;
  }

  /** Goes on behind the next line feed, however far it is. */
  void skipLine() throws IOException {
    while (true) {
      int lineFeed = lineFeed();
      if (lineFeed >= 0) {
        advance(lineFeed + 1, 1);
        return;
      }
      advance(end, 0);
      if (!more()) {
        return;
      }
    }
  }

  /** The bytes as text, without the line's end, cut at the limit of a payload. */
  String payload(int from, int to) {
    int last = to;
    while (last > from && (bytes[last - 1] == '\n' || bytes[last - 1] == '\r')) {
      last--;
    }
    return InputRecord.payload(bytes, from, last);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
