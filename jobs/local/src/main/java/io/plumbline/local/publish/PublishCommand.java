package io.plumbline.local.publish;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.ExperimentDocument;
import io.plumbline.jobs.io.ExperimentDocuments;
import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.local.ExitCode;
import io.plumbline.local.JobsConfig;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Brings the configuration topic to what a file says, and tells the jobs how far it is complete.
 */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the experiments of a YAML file to the configuration topic, one document each, and",
      "heartbeats, up to which the configuration is complete: no row is published beyond them.",
      "The first publication acts from its own times, later changes from now at the earliest.",
      "Goes on with heartbeats until it is interrupted, unless --once is given."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage or configuration, or a change that cannot be made; nothing was written"
    })
public final class PublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private JobsConfig configuration;

  @Option(
      names = "--experiments",
      required = true,
      paramLabel = "F",
      description = "YAML file of experiments.")
  private Path experiments;

  @Option(names = "--once", description = "One heartbeat, then the end.")
  private boolean once;

  @Option(
      names = "--heartbeat-at",
      paramLabel = "T",
      description =
          "What the heartbeat says instead of the present time, to replay old events:"
              + " 2024-01-31T00:00:00Z.")
  private Instant heartbeatAt;

  @Option(
      names = "--every",
      paramLabel = "D",
      defaultValue = "PT5S",
      description = "Time between heartbeats. Default: ${DEFAULT-VALUE}.")
  private Duration every;

  @Override
  public Integer call() throws Exception {
    PlumblineConfig jobs = configuration.read();
    List<Experiment> wanted = ExperimentsYaml.read(experiments).experiments();
    PrintWriter out = spec.commandLine().getOut();
    try (ConfigTopic topic =
        new ConfigTopic(jobs.topics().experimentConfig(), jobs.kafka().values())) {
      ConfigTopic.Content present = topic.content();
      // A change must not act on what a heartbeat has released already.
      long now = Math.max(now(), present.heartbeatAt() + 1);
      Map<String, String> changes = changes(present.documents(), wanted, now);
      changes.forEach(topic::write);
      out.printf(
          "%d experiments, %d of them written to %s%n",
          wanted.size(), changes.size(), jobs.topics().experimentConfig());
      out.flush();
      beat(topic, present.heartbeatAt());
    }
    return ExitCode.DONE;
  }

  /**
   * The documents to write, by key.
   *
   * @param present those of the topic
   * @param now when the changes are committed, milliseconds since the epoch
   * @throws ConfigurationException naming all that cannot be changed
   */
  static Map<String, String> changes(
      Map<String, String> present, List<Experiment> wanted, long now) {
    Map<String, String> changes = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Experiment experiment : wanted) {
      String before = present.get(experiment.key());
      try {
        String after = ExperimentDocuments.write(document(present, before, experiment, now));
        if (!after.equals(before)) {
          changes.put(experiment.key(), after);
        }
      } catch (ConfigurationException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return changes;
  }

  private static ExperimentDocument document(
      Map<String, String> present, String before, Experiment experiment, long now) {
    if (before != null) {
      byte[] json = before.getBytes(StandardCharsets.UTF_8);
      return Committed.changed(ExperimentDocuments.read(experiment.key(), json), experiment, now);
    }
    return present.isEmpty() ? Committed.first(experiment) : Committed.added(experiment, now);
  }

  /** In a replay time stands where the heartbeat is asked for, and changes are committed then. */
  private long now() {
    return (heartbeatAt == null ? Instant.now() : heartbeatAt).toEpochMilli();
  }

  /**
   * @param last the heartbeat before, behind which none goes back
   */
  private void beat(ConfigTopic topic, long last) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    do {
      topic.write(
          ExperimentDocuments.HEARTBEAT_KEY,
          ExperimentDocuments.writeHeartbeat(Math.max(last, now())));
    } while (!once && !never.await(every.toMillis(), TimeUnit.MILLISECONDS));
  }
}
