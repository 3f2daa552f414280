package io.plumbline.local.cluster;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kafka Connect's REST interface, as far as it is needed. */
public final class ConnectRest {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** To set a connector, Connect first asks it whether it can. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int OK = 200;
  private static final int MORE = 300;

  /** While the worker joins its group anew. */
  private static final int CONFLICT = 409;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
  private final String url;

  ConnectRest(String url) {
    this.url = url;
  }

  /**
   * A connector and its tasks.
   *
   * @param state the worst of theirs, as Connect calls it: RUNNING, FAILED, UNASSIGNED, ...
   * @param trace why one failed; empty when none did
   */
  public record ConnectorStatus(String name, String state, String trace) {
    static final String RUNNING = "RUNNING";
    static final String FAILED = "FAILED";

    /** Whether it and at least one task do their work. */
    public boolean isRunning() {
      return state.equals(RUNNING);
    }

    boolean hasFailed() {
      return state.equals(FAILED);
    }

    /** The first line of the trace. */
    String reason() {
      return trace.lines().findFirst().orElse("");
    }
  }

  /** Where it is. */
  public String url() {
    return url;
  }

  /** Whether the worker has joined its group and takes requests. */
  boolean isServing() {
    return ask("/health").isPresent();
  }

  /** Empty when nobody answers. */
  List<ConnectorStatus> connectors() {
    List<ConnectorStatus> found = new ArrayList<>();
    for (JsonNode name : ask("/connectors").orElse(JSON.createArrayNode())) {
      status(name.asText()).ifPresent(found::add);
    }
    return found;
  }

  /** Empty when there is none, or nobody knows yet. */
  public Optional<ConnectorStatus> status(String name) {
    return ask("/connectors/" + name + "/status").map(node -> status(name, node));
  }

  static ConnectorStatus status(String name, JsonNode node) {
    List<JsonNode> members = new ArrayList<>(List.of(node.path("connector")));
    node.path("tasks").forEach(members::add);
    boolean hasTask = members.size() > 1;
    String state = hasTask ? ConnectorStatus.RUNNING : "without a task";
    for (JsonNode member : members) {
      String its = member.path("state").asText("unknown");
      if (its.equals(ConnectorStatus.FAILED)) {
        return new ConnectorStatus(name, its, member.path("trace").asText(""));
      }
      state = its.equals(ConnectorStatus.RUNNING) ? state : its;
    }
    return new ConnectorStatus(name, state, "");
  }

  /** The settings of a connector; empty when there is none. */
  Optional<Map<String, String>> settings(String name) {
    return ask("/connectors/" + name + "/config")
        .map(node -> JSON.convertValue(node, new TypeReference<Map<String, String>>() {}));
  }

  /**
   * Makes a connector, or gives it other settings.
   *
   * @return false when Connect asks to come again later
   * @throws ClusterException with Connect's words when it refuses
   */
  boolean put(String name, Map<String, String> settings) throws IOException {
    return send(
        "connector " + name,
        request("/connectors/" + name + "/config")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(settings))));
  }

  /**
   * Starts again what failed of a connector.
   *
   * @return false when Connect asks to come again later
   */
  boolean restartFailed(String name) throws IOException {
    return send(
        "restart of connector " + name,
        request("/connectors/" + name + "/restart?includeTasks=true&onlyFailed=true")
            .POST(BodyPublishers.noBody()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT);
  }

  private boolean send(String what, HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() == CONFLICT) {
        return false;
      }
      if (response.statusCode() < OK || response.statusCode() >= MORE) {
        throw new ClusterException(
            "Kafka Connect refuses the %s (%d): %s"
                .formatted(what, response.statusCode(), response.body()));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while Kafka Connect was told of the " + what, e);
    }
  }

  private Optional<JsonNode> ask(String path) {
    try {
      HttpResponse<byte[]> response =
          http.send(request(path).timeout(CONNECT_LIMIT).build(), BodyHandlers.ofByteArray());
      return response.statusCode() == OK
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
