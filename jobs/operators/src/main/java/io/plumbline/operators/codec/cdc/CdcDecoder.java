package io.plumbline.operators.codec.cdc;

import io.plumbline.operators.codec.MalformedException;
import io.plumbline.operators.codec.WriterSchemas;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the records of a Debezium connector for Postgres: changes of rows, and the begins and ends
 * of transactions. JSON without and with schemas, and Avro in Confluent's wire format, each told by
 * its bytes, so that nothing is to be set.
 *
 * <p>Tombstones, the connector's own heartbeats and messages that no table made are nothing. A
 * changed key is a deletion and a creation; the headers that say so are not needed. What cannot be
 * read is refused, with its position, and as far as that can be told with its table and
 * transaction, so that nobody waits for it. Nothing that a record may hold makes it throw.
 *
 * <p>What an update or a deletion says of the row before is trusted as far as it can be. Under
 * {@code REPLICA IDENTITY DEFAULT} a deletion brings the key and invented values for all columns
 * that are not null, and nothing in it tells them from real ones; so that of a deletion is left out
 * whatever the identity, and its key is all there is. An update brings the whole row or nothing.
 *
 * <p>Columns are taken as they come: unknown ones are kept, missing ones are missing.
 *
 * <p>Not safe for several threads.
 */
public final class CdcDecoder {
  private final AvroValues avro;

  /**
   * @param schemas of messages in Avro; null: there are none
   */
  public CdcDecoder(WriterSchemas schemas) {
    this.avro = schemas == null ? null : new AvroValues(schemas);
  }

  /**
   * @param key null in a truncation, and of a table without a primary key
   * @param value null: a tombstone
   * @return empty if it tells nothing
   * @throws IOException if what is needed to read the record cannot be had now
   */
  public Optional<CdcRecord> decode(
      String topic, int partition, long offset, byte[] key, byte[] value) throws IOException {
    if (value == null) {
      return Optional.empty();
    }
    Envelope envelope = new Envelope(topic, partition, offset);
    try {
      if (!(tree(value) instanceof Map<?, ?> tree)) {
        throw MalformedException.unreadable(
            "the record is no object; allowed: Debezium's envelope");
      }
      if (tree.containsKey("status") && tree.containsKey("id")) {
        return Optional.of(CdcRecord.of(envelope.boundary(tree)));
      }
      if (isHeartbeat(tree) || "m".equals(tree.get("op"))) {
        return Optional.empty();
      }
      envelope.readHeader(tree);
      return Optional.of(CdcRecord.of(envelope.change(tree, key(key))));
    } catch (MalformedException e) {
      return Optional.of(CdcRecord.of(envelope.refused(e.getMessage())));
    }
  }

  private static boolean isHeartbeat(Map<?, ?> tree) {
    return tree.size() == 1 && tree.containsKey("ts_ms");
  }

  private Map<?, ?> key(byte[] key) throws MalformedException, IOException {
    if (key == null) {
      return null;
    }
    Object tree = tree(key);
    if (tree == null || tree instanceof Map<?, ?>) {
      return (Map<?, ?>) tree;
    }
    throw new MalformedException("the key is no object; allowed: the columns of the primary key");
  }

  private Object tree(byte[] message) throws MalformedException, IOException {
    if (message.length > 0 && message[0] == 0) {
      if (avro == null) {
        throw MalformedException.unreadable(
            "the record is Avro of a registry's schema, but registry.url is missing; allowed: the"
                + " registry's address, or JSON");
      }
      return avro.read(message);
    }
    return ConnectValues.payload(JsonValues.read(message));
  }
}
