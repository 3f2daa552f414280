package io.plumbline.operators.codec;

import java.io.IOException;
import org.apache.avro.Schema;

/** Where the schemas of messages are known by number. */
public interface WriterSchemas {

  /**
   * The schema with this number, a record's.
   *
   * @throws MalformedException if there is none, or it is not a record's Avro schema
   * @throws IOException if nobody can tell now
   */
  Schema byId(int id) throws MalformedException, IOException;

  /** Those of a registry with Confluent's interface. */
  static WriterSchemas of(RegistryConfig config) {
    return new RegistrySchemas(config, RegistrySchemas.FIRST_PAUSE);
  }
}
