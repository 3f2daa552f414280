package io.plumbline.operators.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * How a value is written to a topic: its key, its headers, and its body as Avro or JSON.
 *
 * @param <T> a record of the domain, or a row of a table
 */
public abstract class TopicMessage<T> implements Serializable {
  private static final int HEADER_BYTES = 5;

  private final Schema schema;

  private transient GenericDatumWriter<GenericRecord> writer;
  private transient ByteArrayOutputStream bytes;
  private transient BinaryEncoder encoder;

  TopicMessage(Schema schema) {
    this.schema = schema;
  }

  /** Messages of one key are in one partition, and in a compacted topic the last one stays. */
  public abstract String key(T value);

  /** What a reader may want to know without reading the body. */
  public Map<String, String> headers(T value) {
    return Map.of();
  }

  abstract GenericRecord record(T value);

  /** The writer's schema, as JSON. */
  public final String schema() {
    return schema.toString();
  }

  /** The record in Avro's binary form, without any header. */
  public final byte[] avro(T value) {
    if (writer == null) {
      writer = new GenericDatumWriter<>(schema);
      bytes = new ByteArrayOutputStream(512);
    }
    try {
      bytes.reset();
      encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
      writer.write(record(value), encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a record that cannot be written to memory", e);
    }
  }

  /**
   * The record behind Confluent's header: a zero byte, then the id of the schema.
   *
   * @param schemaId of {@link #schema()}, in the registry
   */
  public final byte[] confluentAvro(T value, int schemaId) {
    byte[] body = avro(value);
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .put((byte) 0)
        .putInt(schemaId)
        .put(body)
        .array();
  }

  /** The record as a JSON object: timestamps in ISO 8601, null where there is no value. */
  public final byte[] json(T value) {
    return AvroJson.text(record(value)).getBytes(StandardCharsets.UTF_8);
  }

  /** Several keys as one, unambiguous and readable: a JSON array. */
  static String joined(List<String> keys) {
    return AvroJson.array(keys);
  }
}
