package io.plumbline.local.init;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.local.init.InitPlan.Registry;
import io.plumbline.local.init.InitPlan.Subject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The subjects of a registry, each so that old and new readers understand old and new records. */
final class SubjectStep implements InitStep {
  private static final String COMPATIBILITY = "FULL_TRANSITIVE";
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int FOUND = 200;
  private static final int NOT_FOUND = 404;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final Registry registry;

  SubjectStep(Registry registry) {
    this.registry = registry;
    this.http = HttpClient.newBuilder().connectTimeout(registry.config().timeout()).build();
  }

  @Override
  public List<String> missing() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Subject subject : registry.subjects()) {
      if (!isCompatibilitySet(subject)) {
        missing.add("compatibility of subject " + subject.name() + " (" + COMPATIBILITY + ")");
      }
      if (!isRegistered(subject)) {
        checkCompatible(subject);
        missing.add("schema of subject " + subject.name());
      }
    }
    return missing;
  }

  @Override
  public void make() throws IOException {
    for (Subject subject : registry.subjects()) {
      if (!isCompatibilitySet(subject)) {
        expect(
            ask("PUT", "/config/" + encoded(subject), Map.of("compatibility", COMPATIBILITY)),
            FOUND);
      }
      if (!isRegistered(subject)) {
        checkCompatible(subject);
        expect(ask("POST", "/subjects/" + encoded(subject) + "/versions", schema(subject)), FOUND);
      }
    }
  }

  private boolean isCompatibilitySet(Subject subject) throws IOException {
    HttpResponse<String> answer = ask("GET", "/config/" + encoded(subject), null);
    return expect(answer, FOUND, NOT_FOUND)
        .path("compatibilityLevel")
        .asText()
        .equals(COMPATIBILITY);
  }

  private boolean isRegistered(Subject subject) throws IOException {
    HttpResponse<String> answer = ask("POST", "/subjects/" + encoded(subject), schema(subject));
    expect(answer, FOUND, NOT_FOUND);
    return answer.statusCode() == FOUND;
  }

  private void checkCompatible(Subject subject) throws IOException {
    HttpResponse<String> answer =
        ask(
            "POST",
            "/compatibility/subjects/" + encoded(subject) + "/versions/latest?verbose=true",
            schema(subject));
    JsonNode verdict = expect(answer, FOUND, NOT_FOUND);
    if (answer.statusCode() == FOUND && !verdict.path("is_compatible").asBoolean()) {
      throw new ConfigurationException(
          "subject %s has a schema that this version's is not compatible with (%s): %s"
              .formatted(subject.name(), COMPATIBILITY, verdict.path("messages")));
    }
  }

  /** The first is as good as any: they are one registry. */
  private String url() {
    return registry.config().urls().get(0);
  }

  private static Map<String, String> schema(Subject subject) {
    return Map.of("schema", subject.schema(), "schemaType", "AVRO");
  }

  private static String encoded(Subject subject) {
    return URLEncoder.encode(subject.name(), StandardCharsets.UTF_8);
  }

  private HttpResponse<String> ask(String method, String path, Map<String, String> body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(registry.config().timeout())
            .header("Content-Type", TYPE)
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(JSON.writeValueAsString(body)));
    registry.config().headers().forEach(request::header);
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException("the registry at " + url() + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the registry was asked", e);
    }
  }

  private JsonNode expect(HttpResponse<String> answer, Integer... statuses) throws IOException {
    if (!List.of(statuses).contains(answer.statusCode())) {
      throw new IOException(
          "the registry answered %d to %s: %s"
              .formatted(answer.statusCode(), answer.uri(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }
}
