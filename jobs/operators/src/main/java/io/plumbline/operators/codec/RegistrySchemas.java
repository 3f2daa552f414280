package io.plumbline.operators.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Schemas of a registry with Confluent's interface, asked for once each. A registry that does not
 * answer is asked again, each time after a longer pause; after the last time the caller fails, and
 * the job with it: nobody can tell whether such a message is sound.
 *
 * <p>An own client of two requests: the one of Confluent comes only inside a jar that also brings
 * unmoved copies of other libraries onto the class path.
 */
final class RegistrySchemas implements WriterSchemas {
  static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final int TRIES = 6;
  private static final int NOT_FOUND = 404;
  private static final int UNPROCESSABLE = 422;
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_MISSING = 1_000;
  private static final int MOST_REFERENCES = 100;

  /** What is known of an id: a schema, or why there is none. */
  private record Answer(Schema schema, String problem) {}

  private record Reference(String subject, int version) {}

  private record Found(String schema, String type, List<Reference> references) {}

  private final RegistryConfig config;
  private final Duration firstPause;
  private final Map<Integer, Schema> schemas = new HashMap<>();
  // Ids in broken messages are without end.
  private final Map<Integer, String> problems =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
          return size() > MOST_MISSING;
        }
      };

  RegistrySchemas(RegistryConfig config, Duration firstPause) {
    this.config = config;
    this.firstPause = firstPause;
  }

  @Override
  public Schema byId(int id) throws MalformedException, IOException {
    Schema schema = schemas.get(id);
    if (schema != null) {
      return schema;
    }
    String problem = problems.get(id);
    if (problem == null) {
      Answer answer = ask(id);
      if (answer.schema() != null) {
        schemas.put(id, answer.schema());
        return answer.schema();
      }
      problem = answer.problem();
      problems.put(id, problem);
    }
    throw MalformedException.unreadable(problem);
  }

  private Answer ask(int id) throws IOException {
    Found found = get("/schemas/ids/" + id);
    if (found == null) {
      return none(id, "is not known to the registry; allowed: the id of an Avro schema");
    }
    if (found.type() != null && !found.type().equals("AVRO")) {
      return none(id, "is of type " + found.type() + "; allowed: AVRO");
    }
    try {
      Schema.Parser parser = new Schema.Parser();
      int[] left = {MOST_REFERENCES};
      for (Reference reference : found.references()) {
        parse(reference, parser, left);
      }
      return new Answer(AvroSchemas.requireRecord(parser.parse(found.schema())), null);
    } catch (AvroRuntimeException e) {
      return none(id, "cannot be parsed (" + e.getMessage() + "); allowed: an Avro schema");
    } catch (IllegalArgumentException e) {
      return none(id, e.getMessage());
    }
  }

  private static Answer none(int id, String problem) {
    return new Answer(null, "the message's schema " + id + " " + problem);
  }

  /** A schema that another refers to, and before it those that it refers to. */
  private void parse(Reference reference, Schema.Parser parser, int[] left) throws IOException {
    String subject = URLEncoder.encode(reference.subject(), StandardCharsets.UTF_8);
    Found found = get("/subjects/" + subject + "/versions/" + reference.version());
    if (found == null || left[0]-- == 0) {
      throw new IllegalArgumentException(
          "refers to version "
              + reference.version()
              + " of subject "
              + reference.subject()
              + "; allowed: at most "
              + MOST_REFERENCES
              + " references, each known to the registry");
    }
    for (Reference next : found.references()) {
      parse(next, parser, left);
    }
    Schema.Parser trial = new Schema.Parser();
    trial.addTypes(parser.getTypes());
    if (!parser.getTypes().containsKey(trial.parse(found.schema()).getFullName())) {
      parser.parse(found.schema());
    }
  }

  /** Null if the registry knows no such thing. */
  private Found get(String path) throws IOException {
    Duration pause = firstPause;
    IOException last = null;
    for (int i = 0; i < TRIES; i++) {
      if (i > 0) {
        pause(pause);
        pause = pause.multipliedBy(2);
      }
      for (String url : config.urls()) {
        try {
          return get(URI.create(url + path));
        } catch (IOException e) {
          last = e;
        }
      }
    }
    throw new IOException(
        "the schema registry at "
            + String.join(", ", config.urls())
            + " did not answer "
            + path
            + " in "
            + TRIES
            + " tries: "
            + last.getMessage(),
        last);
  }

  private Found get(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout((int) config.timeout().toMillis());
    connection.setReadTimeout((int) config.timeout().toMillis());
    connection.setRequestProperty("Accept", "application/vnd.schemaregistry.v1+json");
    config.headers().forEach(connection::setRequestProperty);
    try {
      int status = connection.getResponseCode();
      if (status == NOT_FOUND || status == UNPROCESSABLE) {
        return null;
      }
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("status " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return found(in.readNBytes(MOST_BYTES));
      }
    } finally {
      connection.disconnect();
    }
  }

  private static Found found(byte[] answer) throws IOException {
    String schema = null;
    String type = null;
    List<Reference> references = new ArrayList<>();
    try (JsonParser parser = JsonFields.JSON.createParser(answer)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("an answer that is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (name.equals("schema")) {
          schema = parser.getText();
        } else if (name.equals("schemaType")) {
          type = token == JsonToken.VALUE_NULL ? null : parser.getText();
        } else if (name.equals("references") && token == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            references.add(reference(parser));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    if (schema == null) {
      throw new IOException("an answer without a schema");
    }
    return new Found(schema, type, references);
  }

  private static Reference reference(JsonParser parser) throws IOException {
    String subject = "";
    int version = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("subject")) {
        subject = parser.getText();
      } else if (name.equals("version")) {
        version = parser.getValueAsInt();
      } else {
        parser.skipChildren();
      }
    }
    return new Reference(subject, version);
  }

  private static void pause(Duration pause) throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the schema registry", e);
    }
  }
}
