package io.plumbline.operators.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes a schema known to a registry with Confluent's interface, which answers with its id. */
public final class SchemaRegistration {
  private static final int TRIES = 3;
  private static final int MOST_BYTES = 1 << 16;
  private static final List<Integer> REFUSED = List.of(401, 403, 409, 422);

  private SchemaRegistration() {}

  /** The subject of a topic's values: TopicNameStrategy. */
  public static String subject(String topic) {
    return topic + "-value";
  }

  /**
   * Registers the schema, or finds it there.
   *
   * @return the id that messages carry
   * @throws IOException when the registry refuses or does not answer; the message names it, the
   *     subject and the answer
   */
  public static int id(RegistryConfig registry, String subject, String schema) throws IOException {
    IOException last = null;
    for (int i = 0; i < TRIES; i++) {
      for (String url : registry.urls()) {
        String path =
            "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions";
        try {
          return post(registry, URI.create(url + path), body(schema));
        } catch (RefusedException e) {
          throw new IOException(
              "the schema registry at "
                  + url
                  + " refuses subject "
                  + subject
                  + ": "
                  + e.getMessage(),
              e);
        } catch (IOException e) {
          last = e;
        }
      }
    }
    throw new IOException(
        "the schema registry at "
            + String.join(", ", registry.urls())
            + " did not take subject "
            + subject
            + " in "
            + TRIES
            + " tries: "
            + last,
        last);
  }

  private static int post(RegistryConfig registry, URI uri, byte[] body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout((int) registry.timeout().toMillis());
    connection.setReadTimeout((int) registry.timeout().toMillis());
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/vnd.schemaregistry.v1+json");
    connection.setRequestProperty("Accept", "application/vnd.schemaregistry.v1+json");
    registry.headers().forEach(connection::setRequestProperty);
    try {
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        String answer = "status " + status + " " + text(connection.getErrorStream());
        throw REFUSED.contains(status) ? new RefusedException(answer) : new IOException(answer);
      }
      try (InputStream in = connection.getInputStream()) {
        return idIn(in.readNBytes(MOST_BYTES));
      }
    } finally {
      connection.disconnect();
    }
  }

  private static byte[] body(String schema) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonFields.JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("schema", schema);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static int idIn(byte[] answer) throws IOException {
    try (JsonParser parser = JsonFields.JSON.createParser(answer)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          JsonToken token = parser.nextToken();
          if (name.equals("id") && token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getIntValue();
          }
          parser.skipChildren();
        }
      }
    }
    throw new IOException("an answer without an id");
  }

  private static String text(InputStream error) throws IOException {
    return error == null
        ? ""
        : new String(error.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
  }

  /** To ask again would not help. */
  private static final class RefusedException extends IOException {
    RefusedException(String message) {
      super(message);
    }
  }
}
