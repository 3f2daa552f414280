package io.plumbline.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Flink's REST interface tells of its jobs and workers. */
public final class FlinkRest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Pattern ADDRESS = Pattern.compile("@([^/]+)/");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final String url;

  FlinkRest(String url) {
    this.url = url;
  }

  /**
   * A job, as far as its name tells it from others.
   *
   * @param state as Flink calls it: RUNNING, RESTARTING, FAILED, ...
   * @param startedAt in milliseconds since the epoch
   */
  public record JobStatus(String id, String name, String state, long startedAt, boolean bounded) {
    /** Whether it ended, well or not. */
    public boolean hasEnded() {
      return switch (state) {
        case "FINISHED", "CANCELED", "FAILED" -> true;
        default -> false;
      };
    }
  }

  /**
   * A task manager that the JobManager knows.
   *
   * @param id its resource id
   * @param address of its RPC
   */
  record Worker(String id, String address) {}

  /** Where it is. */
  public String url() {
    return url;
  }

  /** Whether there is a JobManager that leads. */
  boolean isServing() {
    return ask("/overview").isPresent();
  }

  Optional<Worker> taskManager(String id) {
    for (JsonNode node : ask("/taskmanagers").map(n -> n.path("taskmanagers")).orElse(empty())) {
      if (node.path("id").asText().equals(id)) {
        Matcher address = ADDRESS.matcher(node.path("path").asText());
        return Optional.of(new Worker(id, address.find() ? address.group(1) : ""));
      }
    }
    return Optional.empty();
  }

  /**
   * All jobs that Flink remembers, the newest first.
   *
   * @throws ClusterException when nobody answers
   */
  public List<JobStatus> jobs() {
    List<JobStatus> jobs = new ArrayList<>();
    for (JsonNode node : must("/jobs/overview").path("jobs")) {
      String id = node.path("jid").asText();
      jobs.add(
          new JobStatus(
              id,
              node.path("name").asText(),
              node.path("state").asText(),
              node.path("start-time").asLong(),
              ask("/jobs/" + id).map(FlinkRest::isBounded).orElse(false)));
    }
    jobs.sort((a, b) -> Long.compare(b.startedAt(), a.startedAt()));
    return jobs;
  }

  private static boolean isBounded(JsonNode job) {
    return job.path("job-type").asText().equals("BATCH");
  }

  /** The newest job of a name. */
  public Optional<JobStatus> job(String name) {
    return jobs().stream().filter(job -> job.name().equals(name)).findFirst();
  }

  /** How many checkpoints a job restored, completed and failed since its JobManager began. */
  public Checkpoints checkpoints(String jobId) {
    JsonNode counts = must("/jobs/" + jobId + "/checkpoints").path("counts");
    return new Checkpoints(
        counts.path("restored").asInt(),
        counts.path("completed").asInt(),
        counts.path("failed").asInt());
  }

  /** Counts of checkpoints. */
  public record Checkpoints(int restored, int completed, int failed) {}

  /**
   * Where the slowest task of a job stands in event time.
   *
   * @return milliseconds since the epoch; empty while a task has seen no watermark
   */
  public OptionalLong watermark(String jobId) {
    long lowest = Long.MAX_VALUE;
    for (JsonNode vertex : ask("/jobs/" + jobId).map(n -> n.path("vertices")).orElse(empty())) {
      String path = "/jobs/" + jobId + "/vertices/" + vertex.path("id").asText() + "/watermarks";
      for (JsonNode task : ask(path).orElse(empty())) {
        lowest = Math.min(lowest, task.path("value").asLong(Long.MIN_VALUE));
      }
    }
    return lowest == Long.MAX_VALUE || lowest == Long.MIN_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(lowest);
  }

  private static JsonNode empty() {
    return JSON.createArrayNode();
  }

  private JsonNode must(String path) {
    return ask(path)
        .orElseThrow(() -> new ClusterException("Flink does not answer at " + url + path));
  }

  private Optional<JsonNode> ask(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).build();
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return response.statusCode() == 200
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
