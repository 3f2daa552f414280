package io.plumbline.operators.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Avro records as the JSON that people expect, which is not Avro's own: unions are bare. */
final class AvroJson {
  private static final JsonFactory JSON = new JsonFactory();

  private AvroJson() {}

  static String text(GenericRecord record) {
    return written(json -> write(record.getSchema(), record, json));
  }

  static String array(List<String> texts) {
    return written(
        json -> {
          json.writeStartArray();
          for (String text : texts) {
            json.writeString(text);
          }
          json.writeEndArray();
        });
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static String written(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("JSON that cannot be written to memory", e);
    }
    return text.toString();
  }

  private static void write(Schema schema, Object value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
      return;
    }
    switch (schema.getType()) {
      case UNION -> {
        for (Schema branch : schema.getTypes()) {
          if (branch.getType() != Schema.Type.NULL) {
            write(branch, value, json);
          }
        }
      }
      case RECORD -> {
        json.writeStartObject();
        for (Schema.Field field : schema.getFields()) {
          json.writeFieldName(field.name());
          write(field.schema(), ((GenericRecord) value).get(field.pos()), json);
        }
        json.writeEndObject();
      }
      case MAP -> {
        json.writeStartObject();
        Map<String, Object> sorted = new TreeMap<>();
        ((Map<?, ?>) value).forEach((key, item) -> sorted.put(key.toString(), item));
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
          json.writeFieldName(entry.getKey());
          write(schema.getValueType(), entry.getValue(), json);
        }
        json.writeEndObject();
      }
      case ARRAY -> {
        json.writeStartArray();
        for (Object item : (List<?>) value) {
          write(schema.getElementType(), item, json);
        }
        json.writeEndArray();
      }
      case LONG -> {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
          json.writeString(Instant.ofEpochMilli((Long) value).toString());
        } else {
          json.writeNumber((Long) value);
        }
      }
      case INT -> json.writeNumber((Integer) value);
      case DOUBLE -> json.writeNumber((Double) value);
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case STRING, ENUM -> json.writeString(value.toString());
      case BYTES, FIXED, FLOAT, NULL ->
          throw new IllegalArgumentException("a type no message uses: " + schema);
    }
  }
}
