package io.plumbline.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.local.ExitCode;
import io.plumbline.local.Folders;
import io.plumbline.local.ProgressLine;
import io.plumbline.local.ShownScorecard;
import io.plumbline.local.sql.SqlViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Starts the whole system on this machine, sets experiments up by SQL, lets a simulated"
            + " shop work for a minute, shows the alert that its broken split raises, how"
            + " a ramp controller answers it, and the scorecard, and ends it all.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:failed; nothing is left running",
      "2:wrong usage",
      "130:interrupted; nothing is left running"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final String CONFIGURATION = "experiment-config";
  private static final String ALERTS = "srm-alerts";
  private static final List<String> JOBS = List.of("config", "srm", "metrics");

  /** What the statements in sql/demo make, and how many of it they stop. */
  private static final int EXPERIMENTS = 3;

  private static final int STOPPED = 2;
  private static final long SEED = 7;
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final long LOOK_MS = 500;

  @Option(
      names = "--out",
      paramLabel = "D",
      description = "A new or empty folder, in which the tables stay. Default: a temporary one.")
  private Path out;

  @Option(
      names = "--visitors",
      paramLabel = "N",
      defaultValue = "400",
      description = "Visitors of the shop a second. Default: ${DEFAULT-VALUE}.")
  private int visitors;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "45",
      description =
          "How long the shop works before the experiments are stopped. Default:"
              + " ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    Path folder = out == null ? Files.createTempDirectory("plumbline-demo-") : Folders.fresh(out);
    Path cluster = folder.resolve(LiveSystem.CLUSTER);
    Interruption interruption = new Interruption(cluster);
    try (interruption;
        LiveSystem system = started(folder)) {
      say(
          "Running: Postgres with Debezium, Kafka, Flink. Flink's web UI: %s",
          system.cluster().flinkRest().url());
      show(system);
    } catch (Exception e) {
      if (interruption.happened()) {
        // Told already; the signal sets the exit status.
        return ExitCode.FAILED;
      }
      Interruption.tellOfLogs(cluster);
      throw e;
    }
    Folders.delete(cluster);
    say("");
    say("All of it is ended; the tables stay in %s. Ask them:", folder.resolve("warehouse"));
    say(
        "  scripts/plumbline sql --warehouse %s -e 'SELECT * FROM latest_srm_checks'",
        folder.resolve("warehouse"));
    return ExitCode.DONE;
  }

  private static LiveSystem started(Path folder) throws Exception {
    LiveSystem system;
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      system = LiveSystem.start(folder, progress);
    }
    try {
      system.createTopics(LiveShop.TOPICS);
      system.run("init", "--config", system.configuration().toString());
      for (String job : JOBS) {
        system.submit(job);
      }
      return system;
    } catch (Exception e) {
      system.close();
      throw e;
    }
  }

  private void show(LiveSystem system) throws Exception {
    String bootstrap = system.cluster().kafkaBootstrap();
    sql(system, "1_experiments.sql");
    try (LiveConfiguration configuration = new LiveConfiguration(bootstrap, CONFIGURATION)) {
      await(
          "the experiments on topic " + CONFIGURATION,
          () -> configuration.experiments().size() == EXPERIMENTS);
      long opened = System.nanoTime();
      try (LiveShop shop = new LiveShop(bootstrap, configuration, visitors, SEED)) {
        JsonNode alert;
        try (ProgressLine progress = ProgressLine.onStandardError()) {
          progress.stage("the shop is open, on-call watches topic " + ALERTS);
          alert = AlertWatch.await(bootstrap, ALERTS, "OPENED", SOON);
        }
        tell(alert, secondsSince(opened), shop.sent());
        guard(system);
        sql(system, "2_ramp.sql");
        await("the shop's closing time", () -> shop.sent() > 0 && secondsSince(opened) >= seconds);
        sql(system, "3_stop.sql");
        await("the stop on topic " + CONFIGURATION, () -> stops(configuration).size() == STOPPED);
        await(
            "the verdicts in the tables",
            () -> shop.sent() > 0 && isDecided(system, configuration));
      }
      say("");
      ShownScorecard.print(
          ShownScorecard.read(configuration.experiments().values(), system.warehouse()));
    }
  }

  private static void tell(JsonNode alert, double seconds, long events) {
    say("");
    say("From topic %s, %.0f s and %,d events after the shop opened:", ALERTS, seconds, events);
    say("  %s %s", alert.get("status").asText(), alert.get("alert_id").asText());
    say("  %s", alert.get("summary").asText());
    say("  %s", alert.get("recommended_action").asText());
    say(
        "  (It is planted: %s crashes on the treatment of %s.)",
        LiveShop.BROKEN_BROWSER, LiveShop.BROKEN_EXPERIMENT);
  }

  /** The status comes with the alert, or a moment later. */
  private static void guard(LiveSystem system) throws Exception {
    AtomicReference<String> said = new AtomicReference<>("");
    await(
        "what the ramp controller makes of it",
        () -> {
          said.set(system.guard());
          return !said.get().isEmpty();
        });
    say("");
    say("plumbline guard --kind flag,experiment: reads experiment-status, writes by SQL");
    said.get().lines().forEach(line -> say("  %s", line));
  }

  private static Map<String, Long> stops(LiveConfiguration configuration) {
    Map<String, Long> stops = new TreeMap<>();
    for (Experiment experiment : configuration.experiments().values()) {
      if (experiment.stoppedAt() != null) {
        stops.put(experiment.key(), experiment.stoppedAt());
      }
    }
    return stops;
  }

  /** Whether each experiment that was stopped has a verdict of a time after it. */
  private static boolean isDecided(LiveSystem system, LiveConfiguration configuration) {
    List<Map<String, Object>> results = system.results();
    return stops(configuration).entrySet().stream()
        .allMatch(
            stop ->
                results.stream()
                    .anyMatch(
                        row ->
                            row.get("experiment_key").equals(stop.getKey())
                                && row.get("verdict") != null
                                && ((Instant) row.get("as_of")).toEpochMilli() >= stop.getValue()));
  }

  private static void sql(LiveSystem system, String file) throws Exception {
    Path path = Path.of(System.getProperty(SqlViews.HOME), "sql", "demo", file);
    String statements = Files.readString(path);
    system.execute(statements);
    say("");
    say("psql -f sql/demo/%s", file);
    statements.lines().filter(line -> line.startsWith("--")).forEach(line -> say("  %s", line));
  }

  private static void await(String what, BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      progress.stage("waiting for " + what);
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > end) {
          throw new IOException("%s did not come within %s".formatted(what, SOON));
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      }
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
