package io.plumbline.local.guard;

import io.plumbline.jobs.config.OutputSection;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.local.ExitCode;
import io.plumbline.local.JobsConfig;
import io.plumbline.local.guard.StatusTopic.Status;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An example of who acts on what Plumbline says. Plumbline itself never writes configuration. */
@Command(
    name = "guard",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "An example of a ramp controller: reads topic experiment-status, and stops the roll-out of",
      "flags whose split is broken (srm_status OPENED or ESCALATED) by a new allocation with",
      "traffic 0, in the database of the configuration, with a note that says why.",
      "What was judged without a silent configuration (is_config_stale) is only told.",
      "Reads JSON alone: output.format is json.",
      "Goes on until it is interrupted, unless --once is given."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage or configuration; nothing was stopped"})
public final class GuardCommand implements Callable<Integer> {
  private static final Set<String> KINDS = Set.of("flag", "experiment");

  @Spec private CommandSpec spec;

  @Mixin private JobsConfig configuration;

  @Option(
      names = "--database",
      required = true,
      paramLabel = "URL",
      description =
          "JDBC URL of the database of the configuration, for a role such as plumbline_editor.")
  private String database;

  @Option(
      names = "--kind",
      split = ",",
      paramLabel = "K",
      defaultValue = "flag",
      description = "What is guarded: flag, experiment, or both. Default: ${DEFAULT-VALUE}.")
  private List<String> kinds;

  @Option(names = "--once", description = "Judge what is on the topic now, then end.")
  private boolean once;

  @Override
  public Integer call() throws Exception {
    PlumblineConfig jobs = configuration.read();
    if (jobs.output().format() != OutputSection.Format.JSON) {
      throw new ConfigurationException(
          "output.format is not json; the example reads json alone; allowed: json");
    }
    Set<String> guarded = new LinkedHashSet<>(kinds);
    if (!KINDS.containsAll(guarded)) {
      throw new ConfigurationException("--kind is " + kinds + "; allowed: flag, experiment");
    }
    try (StatusTopic topic =
            new StatusTopic(jobs.topics().experimentStatus(), jobs.kafka().values());
        RampGuard guard = RampGuard.connect(database, guarded)) {
      if (!guard.hasConfiguration()) {
        throw new ConfigurationException(
            "--database has no table experimentation.allocations; allowed: the database of the"
                + " configuration");
      }
      judge(topic.toEnd(), guard);
      while (!once && !Thread.currentThread().isInterrupted()) {
        judge(topic.next(), guard);
      }
    }
    return ExitCode.DONE;
  }

  private void judge(Map<String, Status> statuses, RampGuard guard) throws SQLException {
    PrintWriter out = spec.commandLine().getOut();
    for (Status status : statuses.values()) {
      if (RampGuard.BROKEN.contains(status.srmStatus())) {
        String why =
            "The split of %s is %s as of %s."
                .formatted(status.experimentKey(), status.srmStatus(), status.asOf());
        if (status.isConfigStale()) {
          out.println(why + " The configuration was silent meanwhile: nothing is done.");
        } else if (guard.stop(status.experimentKey(), why + " Its traffic was set to 0.")) {
          out.println(why + " Its roll-out is stopped: traffic 0.");
        }
      }
    }
    out.flush();
  }
}
