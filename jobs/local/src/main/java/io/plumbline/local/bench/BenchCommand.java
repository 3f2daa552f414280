package io.plumbline.local.bench;

import io.plumbline.local.bench.functions.FunctionsCommand;
import io.plumbline.local.bench.srm.SrmCommand;
import io.plumbline.local.bench.statistics.StatisticsCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks by name. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Runs a benchmark and prints its evidence.",
    subcommands = {
      BoundedMemoryCommand.class,
      FunctionsCommand.class,
      SrmCommand.class,
      SrmJobCommand.class,
      StatisticsCommand.class,
      ThroughputCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "the name of a benchmark is missing");
  }
}
