package io.plumbline.local.cluster;

import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.local.ProgressLine;
import io.plumbline.local.cluster.FlinkRest.JobStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the commands that run Flink's client have in common. */
final class JobCommands {
  private static final Pattern SAVEPOINT = Pattern.compile("Path: (\\S+)");

  private JobCommands() {}

  /** Shows the command, then runs it. */
  static String run(LocalCluster cluster, String stage, List<String> arguments, PrintWriter notes)
      throws IOException {
    FlinkClient client = cluster.flinkClient();
    notes.println(client.shown(arguments));
    notes.flush();
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      progress.stage(stage);
      return client.run(arguments);
    }
  }

  /** The job of the name that has not ended. */
  static Optional<JobStatus> live(LocalCluster cluster, JobName job) {
    return cluster.flinkRest().jobs().stream()
        .filter(found -> found.name().equals(job.key()) && !found.hasEnded())
        .findFirst();
  }

  /**
   * @throws ConfigurationException when the job does not run
   */
  static String liveId(LocalCluster cluster, JobName job) {
    return live(cluster, job)
        .map(JobStatus::id)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "there is no job " + job.key() + " at " + cluster.flinkRest().url()));
  }

  /** Where the client says that it put the savepoint. */
  static String savepoint(String output) {
    Matcher path = SAVEPOINT.matcher(output);
    if (!path.find()) {
      throw new ClusterException("flink named no savepoint:\n" + output.strip());
    }
    return path.group(1);
  }
}
