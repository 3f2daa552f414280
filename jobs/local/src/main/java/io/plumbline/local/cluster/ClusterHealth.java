package io.plumbline.local.cluster;

import io.plumbline.local.cluster.ConnectRest.ConnectorStatus;
import io.plumbline.local.cluster.FlinkRest.JobStatus;
import io.plumbline.local.cluster.LocalCluster.ProcessStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Judges what was seen of a cluster.
 *
 * @param processes all that should run
 * @param connectors of Kafka Connect, as far as it answers
 * @param jobs the newest of each name
 */
record ClusterHealth(
    List<ProcessStatus> processes,
    List<ConnectorStatus> connectors,
    List<JobSeen> jobs,
    Instant seenAt) {

  /**
   * A job and how far it is.
   *
   * @param watermark of its slowest task, in milliseconds since the epoch; empty when a task has
   *     none yet, or the job is bounded
   */
  record JobSeen(JobStatus status, OptionalLong watermark) {}

  /** What is not right, one line each; empty when all is. */
  List<String> problems(Duration maxLag) {
    List<String> problems = new ArrayList<>();
    for (ProcessStatus process : processes) {
      if (process.pid().isEmpty()) {
        problems.add(process.name() + " is down");
      }
    }
    for (ConnectorStatus connector : connectors) {
      if (!connector.isRunning()) {
        problems.add(
            "connector %s is %s %s"
                .formatted(connector.name(), connector.state(), connector.reason())
                .strip());
      }
    }
    for (JobSeen job : jobs) {
      switch (job.status().state()) {
        case "RUNNING" -> addLag(job, maxLag, problems);
        // Ended as it should, or as somebody wanted.
        case "FINISHED", "CANCELED" -> {}
        default -> problems.add("job " + job.status().name() + " is " + job.status().state());
      }
    }
    return problems;
  }

  private void addLag(JobSeen job, Duration maxLag, List<String> problems) {
    if (job.status().bounded()) {
      return;
    }
    Duration lag = lag(job);
    if (lag.compareTo(maxLag) > 0) {
      problems.add(
          "job %s is %s behind%s (allowed: %s)"
              .formatted(
                  job.status().name(),
                  shown(lag),
                  job.watermark().isEmpty() ? ", without any watermark since it began" : "",
                  shown(maxLag)));
    }
  }

  /** How far the watermark is behind; without one, how long the job has been waiting for it. */
  private Duration lag(JobSeen job) {
    return Duration.between(
        Instant.ofEpochMilli(job.watermark().orElse(job.status().startedAt())), seenAt);
  }

  /** For people: a line a process, a line a connector, a line a job. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(String.format("%-15s %-8s %s", "process", "pid", "address"));
    for (ProcessStatus process : processes) {
      String pid = process.pid().map(String::valueOf).orElse("down");
      lines.add(
          String.format("%-15s %-8s %s", process.name(), pid, process.address()).stripTrailing());
    }
    if (!connectors.isEmpty()) {
      lines.add("");
      lines.add(row("connector", "state"));
      connectors.forEach(connector -> lines.add(row(connector.name(), connector.state())));
    }
    if (!jobs.isEmpty()) {
      lines.add("");
      lines.add(row("job", "state", "since", "watermark", "lag", "id"));
      jobs.forEach(job -> lines.add(row(job)));
    }
    return lines;
  }

  private String row(JobSeen job) {
    JobStatus status = job.status();
    boolean isLive = !status.hasEnded() && !status.bounded();
    return row(
        status.name(),
        status.state(),
        time(status.startedAt()),
        job.watermark().isPresent() ? time(job.watermark().getAsLong()) : "-",
        isLive && job.watermark().isPresent() ? shown(lag(job)) : "-",
        status.id());
  }

  private static String row(String... cells) {
    String[] six = Arrays.copyOf(cells, 6);
    Arrays.fill(six, cells.length, six.length, "");
    return String.format("%-15s %-10s %-21s %-21s %-8s %s", (Object[]) six).stripTrailing();
  }

  private static String time(long instantMs) {
    return Instant.ofEpochMilli(instantMs).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String shown(Duration duration) {
    long seconds = duration.toSeconds();
    if (Math.abs(seconds) < 120) {
      return seconds + " s";
    }
    return seconds < Duration.ofHours(2).toSeconds()
        ? String.format(Locale.ROOT, "%d min", duration.toMinutes())
        : String.format(Locale.ROOT, "%,d h", duration.toHours());
  }
}
