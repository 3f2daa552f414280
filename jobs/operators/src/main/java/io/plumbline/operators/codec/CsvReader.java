package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.operators.codec.Field.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Comma-separated values after RFC 4180: a header of field names, quotes around commas, quotes and
 * line feeds, quotes doubled inside quotes, lines ending in LF or CRLF.
 *
 * <p>Empty values are none. A record whose quotes do not close is malformed, and reading goes on
 * with the next line.
 */
final class CsvReader<E extends Event> extends TextReader<E> {

  /** One column: a field, an entry of a map, or (null field) nothing of interest. */
  private record Column(Field field, String entry) {}

  private enum Shape {
    RECORD,
    BLANK,
    END,
    BAD_QUOTES,
    TOO_LONG
  }

  private final Column[] columns;
  private int[] from = new int[32];
  private int[] to = new int[32];
  private boolean[] escaped = new boolean[32];
  private int cells;
  private int next;
  private int lineFeeds;
  private byte[] scratch = new byte[256];

  CsvReader(LineBuffer lines, EventShape<E> shape, String topic) throws IOException {
    super(lines, shape, topic);
    Shape header = scan();
    while (header == Shape.BLANK) {
      lines.advance(next, lineFeeds);
      header = scan();
    }
    if (header != Shape.RECORD) {
      throw new UnusableFileException("has no header; allowed: " + required());
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < cells; i++) {
      names.add(cellText(i));
    }
    this.columns = columns(names);
    lines.advance(next, lineFeeds);
  }

  @Override
  public InputRecord<E> next() throws IOException {
    while (true) {
      switch (scan()) {
        case END -> {
          return end();
        }
        case BLANK -> lines.advance(next, lineFeeds);
        case TOO_LONG -> {
          return tooLong();
        }
        case BAD_QUOTES -> {
          int lineFeed = lines.lineFeed();
          int lineEnd = lineFeed < 0 ? lines.end() : lineFeed;
          InputRecord<E> record =
              malformed(
                  "a quoted value does not end; allowed: quotes around the whole value, quotes"
                      + " inside it doubled",
                  lines.start(),
                  lineEnd);
          lines.advance(lineFeed < 0 ? lineEnd : lineFeed + 1, 1);
          return record;
        }
        case RECORD -> {
          InputRecord<E> record = record();
          lines.advance(next, lineFeeds);
          return record;
        }
      }
    }
  }

  private InputRecord<E> record() {
    try {
      if (cells != columns.length) {
        throw new MalformedException(
            "the record has "
                + cells
                + (cells == 1 ? " value" : " values")
                + "; allowed: "
                + columns.length
                + ", as the header has columns");
      }
      values.clear();
      byte[] bytes = lines.bytes();
      for (int i = 0; i < cells; i++) {
        Column column = columns[i];
        if (column.field() == null || from[i] == to[i]) {
          continue;
        }
        if (column.entry() != null) {
          values.putEntry(column.field(), column.entry(), cellText(i));
        } else if (escaped[i]) {
          values.put(column.field(), scratch, 0, unescape(i));
        } else {
          values.put(column.field(), bytes, from[i], to[i]);
        }
      }
      return event(lines.line());
    } catch (MalformedException e) {
      return malformed(e.getMessage(), lines.start(), Math.min(next, lines.end()));
    }
  }

  /** Finds the cells of the record at the window's start, growing the window as needed. */
  private Shape scan() throws IOException {
    while (true) {
      Shape shape = tryScan();
      if (shape != null) {
        return shape;
      }
      if (lines.isFull()) {
        return lines.lineFeed() < 0 ? Shape.TOO_LONG : Shape.BAD_QUOTES;
      }
      if (!lines.more()) {
        return lines.damage() != null || lines.start() == lines.end() ? Shape.END : scanLast();
      }
    }
  }

  /** The last record, which ends with the file. */
  private Shape scanLast() {
    Shape shape = scanCells(true);
    return shape == null ? Shape.BAD_QUOTES : shape;
  }

  private Shape tryScan() {
    return scanCells(false);
  }

  /** Null if the window ends before the record does. */
  private Shape scanCells(boolean last) {
    byte[] b = lines.bytes();
    int end = lines.end();
    int p = lines.start();
    cells = 0;
    lineFeeds = 0;
    while (true) {
      int cellStart = p;
      if (p < end && b[p] == '"') {
        p = quoted(b, p + 1, end);
        if (p < 0) {
          return null;
        }
        if (p < end && b[p] == '\r' && (p + 1 < end ? b[p + 1] == '\n' : last)) {
          p++;
        } else if (p + 1 == end && b[p] == '\r') {
          return null;
        }
        if (p < end && b[p] != ',' && b[p] != '\n') {
          return Shape.BAD_QUOTES;
        }
      } else {
        while (p < end && b[p] != ',' && b[p] != '\n') {
          p++;
        }
        int cellEnd = p > cellStart && b[p - 1] == '\r' && (p == end || b[p] == '\n') ? p - 1 : p;
        cell(cellStart, cellEnd, false);
      }
      if (p == end) {
        if (!last) {
          return null;
        }
        next = end;
        return isBlank() ? Shape.BLANK : Shape.RECORD;
      }
      if (b[p] == '\n') {
        lineFeeds++;
        next = p + 1;
        return isBlank() ? Shape.BLANK : Shape.RECORD;
      }
      p++;
    }
  }

  /** Behind the closing quote, or -1 if there is none in the window. */
  private int quoted(byte[] b, int first, int end) {
    boolean doubled = false;
    for (int p = first; p < end; p++) {
      if (b[p] == '"') {
        if (p + 1 < end && b[p + 1] == '"') {
          doubled = true;
          p++;
        } else {
          cell(first, p, doubled);
          return p + 1;
        }
      } else if (b[p] == '\n') {
        lineFeeds++;
      }
    }
    return -1;
  }

  private void cell(int cellFrom, int cellTo, boolean isEscaped) {
    if (cells == from.length) {
      from = Arrays.copyOf(from, 2 * cells);
      to = Arrays.copyOf(to, 2 * cells);
      escaped = Arrays.copyOf(escaped, 2 * cells);
    }
    from[cells] = cellFrom;
    to[cells] = cellTo;
    escaped[cells++] = isEscaped;
  }

  private boolean isBlank() {
    return cells == 1 && from[0] == to[0];
  }

  private String cellText(int cell) {
    return escaped[cell]
        ? new String(scratch, 0, unescape(cell), StandardCharsets.UTF_8)
        : new String(lines.bytes(), from[cell], to[cell] - from[cell], StandardCharsets.UTF_8);
  }

  /** Copies a cell into {@link #scratch} with its doubled quotes made single; the length. */
  private int unescape(int cell) {
    byte[] b = lines.bytes();
    if (scratch.length < to[cell] - from[cell]) {
      scratch = new byte[to[cell] - from[cell]];
    }
    int length = 0;
    for (int p = from[cell]; p < to[cell]; p++) {
      scratch[length++] = b[p];
      if (b[p] == '"') {
        p++;
      }
    }
    return length;
  }

  private Column[] columns(List<String> names) throws UnusableFileException {
    Set<String> seen = new HashSet<>();
    Column[] found = new Column[names.size()];
    Set<Field> present = new HashSet<>();
    for (int i = 0; i < found.length; i++) {
      String name = names.get(i);
      found[i] = column(name);
      if (found[i].field() != null && !seen.add(name)) {
        throw new UnusableFileException(
            "has the column " + name + " twice; allowed: each column once");
      }
      present.add(found[i].field());
    }
    List<String> missing = new ArrayList<>();
    for (Field field : shape.fields()) {
      if (field.required() && !present.contains(field)) {
        missing.add(field.name());
      }
    }
    boolean identified =
        present.stream()
            .anyMatch(
                f -> f != null && (f.name().equals("unit_id") || f.name().equals("unit_ids")));
    if (!identified) {
      missing.add("unit_id");
    }
    if (!missing.isEmpty()) {
      throw new UnusableFileException(
          "has no column "
              + String.join(", ", missing)
              + " (found: "
              + cut(String.join(", ", names))
              + "); allowed: "
              + required());
    }
    return found;
  }

  private Column column(String name) {
    Optional<Field> field = shape.field(name);
    if (field.isPresent() && field.get().kind() != Kind.MAP) {
      return new Column(field.get(), null);
    }
    int dot = name.indexOf('.');
    if (dot > 0 && dot < name.length() - 1) {
      Optional<Field> map = shape.field(name.substring(0, dot));
      if (map.isPresent() && map.get().kind() == Kind.MAP) {
        return new Column(map.get(), name.substring(dot + 1));
      }
    }
    return new Column(null, null);
  }

  private String required() {
    List<String> names = new ArrayList<>();
    for (Field field : shape.fields()) {
      if (field.required()) {
        names.add(field.name());
      }
    }
    return "a header with the columns "
        + String.join(", ", names)
        + " and unit_id (or unit_ids.<type>)";
  }

  private static String cut(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
