package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.time.Visibility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Decodes messages from memory. */
final class Decoding {
  static final long NOON = Instant.parse("2024-01-05T12:00:00Z").toEpochMilli();
  static final int PARTITION = 3;
  static final long OFFSET = 42;

  private Decoding() {}

  static SourceMapping exposures(Map<String, Object> yaml) {
    return SourceMapping.parse(yaml, EventKind.EXPOSURE, 0);
  }

  static SourceMapping metricEvents(Map<String, Object> yaml) {
    return SourceMapping.parse(yaml, EventKind.METRIC_EVENT, 0);
  }

  static TopicDecoder decoder(SourceMapping... mappings) {
    return new TopicDecoder(List.of(mappings), Visibility.DEFAULTS, (WriterSchemas) null);
  }

  /** The records of a message that was written at noon. */
  static List<InputRecord<Event>> records(TopicDecoder decoder, byte[] message) {
    List<InputRecord<Event>> records = new ArrayList<>();
    try {
      decoder.decode(message, PARTITION, OFFSET, NOON, records::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  static List<InputRecord<Event>> records(TopicDecoder decoder, String message) {
    return records(decoder, message.getBytes(StandardCharsets.UTF_8));
  }

  static List<InputRecord<Event>> records(SourceMapping mapping, String message) {
    return records(decoder(mapping), message);
  }

  static byte[] avro(GenericRecord record) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] framed(int id, byte[] avro) {
    byte[] message = new byte[avro.length + 5];
    message[1] = (byte) (id >>> 24);
    message[2] = (byte) (id >>> 16);
    message[3] = (byte) (id >>> 8);
    message[4] = (byte) id;
    System.arraycopy(avro, 0, message, 5, avro.length);
    return message;
  }
}
