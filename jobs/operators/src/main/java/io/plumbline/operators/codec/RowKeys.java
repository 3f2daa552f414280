package io.plumbline.operators.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/** How a message names a row of a table. */
final class RowKeys {
  private static final JsonFactory JSON = new JsonFactory();

  private RowKeys() {}

  /**
   * A JSON object of the table's key columns in their order.
   *
   * @param values by column: String, Integer, Boolean or Instant; a missing one is null
   */
  static String json(Table table, Map<String, Object> values) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (String column : table.grain()) {
        Object value = values.get(column);
        json.writeFieldName(column);
        if (value == null) {
          json.writeNull();
        } else if (value instanceof Integer number) {
          json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
          json.writeBoolean(truth);
        } else if (value instanceof Instant || value instanceof String) {
          json.writeString(value.toString());
        } else {
          throw new IllegalArgumentException(column + " is a " + value.getClass().getSimpleName());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("JSON that cannot be written to memory", e);
    }
    return text.toString();
  }
}
