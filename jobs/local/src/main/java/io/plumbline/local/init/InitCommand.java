package io.plumbline.local.init;

import io.plumbline.local.ExitCode;
import io.plumbline.local.JobsConfig;
import io.plumbline.local.ProgressLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Makes the topics, the subjects of the registry and the tables that the jobs need and that"
            + " are not there, and adds columns to older tables. Leaves what is there as it is.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all is there (with --dry-run: told what is not)",
      "1:failed",
      "2:wrong usage or configuration, or something is there that cannot be used; nothing was made"
    })
public final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private JobsConfig jobs;

  @Option(names = "--dry-run", description = "Only tell what is missing.")
  private boolean dryRun;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Of new topics that may have several. Default: the broker's.")
  private Integer partitions;

  @Override
  public Integer call() throws Exception {
    Init init =
        new Init(
            InitPlan.of(jobs.read()),
            partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions));
    List<String> lines;
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      progress.stage("looking at what is there");
      lines = dryRun ? init.missing() : init.make();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (lines.isEmpty()) {
      out.println("all is there");
    }
    lines.forEach(line -> out.println((dryRun ? "missing: " : "made: ") + line));
    out.flush();
    return ExitCode.DONE;
  }
}
