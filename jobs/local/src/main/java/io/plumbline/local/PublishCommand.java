package io.plumbline.local;

import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ConfigPublisher;
import io.plumbline.jobs.io.ExperimentsFile;
import io.plumbline.jobs.io.ExperimentsYaml;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the experiments of a file to the configuration topic, and heartbeats until stopped.",
      "What has not changed is not written again. The first publication acts from its own times,"
          + " later changes from now at the earliest."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage or configuration; nothing was written"})
final class PublishCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "F",
      description = "The jobs' configuration: kafka, and topics.experiment-config.")
  private Path config;

  @Option(
      names = "--experiments",
      required = true,
      paramLabel = "F",
      description = "YAML file of experiments and metrics.")
  private Path experiments;

  @Option(names = "--once", description = "One heartbeat, and the command ends.")
  private boolean once;

  @Option(
      names = "--heartbeat-at",
      paramLabel = "TIME",
      description = "For replays: the time it is, such as 2024-01-31T00:00:00Z. Default: now.")
  private Instant heartbeatAt;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      defaultValue = "PT3S",
      converter = IsoDuration.class,
      description = "Between two heartbeats. Default: ${DEFAULT-VALUE}.")
  private Duration every;

  @Override
  public Integer call() throws InterruptedException {
    PlumblineConfig settings = PlumblineConfig.from("--config", config.toString());
    ExperimentsFile file = ExperimentsYaml.read(experiments);
    PrintWriter out = spec.commandLine().getOut();
    file.warnings().forEach(warning -> out.println("warning: " + warning.message()));
    LongSupplier clock =
        heartbeatAt == null ? System::currentTimeMillis : heartbeatAt::toEpochMilli;
    try (ConfigPublisher publisher =
        ConfigPublisher.open(
            settings.kafka().values(), settings.topics().experimentConfig(), TIMEOUT, clock)) {
      ConfigPublisher.Published published = publisher.publish(file.experiments());
      say(out, "written", published.written());
      say(out, "unchanged", published.unchanged());
      say(out, "in the topic and not in the file, left as they are", published.left());
      out.println("heartbeat at " + Instant.ofEpochMilli(publisher.heartbeat()));
      out.flush();
      CountDownLatch stop = new CountDownLatch(once ? 0 : 1);
      Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "stop publishing"));
      while (!stop.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        publisher.heartbeat();
      }
    }
    return ExitCode.DONE;
  }

  private static void say(PrintWriter out, String what, List<String> keys) {
    if (!keys.isEmpty()) {
      out.println(what + ": " + String.join(", ", keys));
    }
  }
}
