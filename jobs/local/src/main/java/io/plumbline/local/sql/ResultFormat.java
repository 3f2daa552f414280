package io.plumbline.local.sql;

/** How the rows of the last query are printed. */
public enum ResultFormat {
  /** Aligned plain text for people. */
  table,
  /** A header line and RFC 4180 quoting; an empty field is null, {@code ""} an empty string. */
  csv,
  /** One object a line. */
  json;

  ResultWriter writer() {
    return switch (this) {
      case table -> new TableWriter();
      case csv -> new CsvWriter();
      case json -> new JsonWriter();
    };
  }
}
