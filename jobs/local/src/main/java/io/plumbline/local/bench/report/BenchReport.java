package io.plumbline.local.bench.report;

import io.plumbline.local.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every benchmark's command has: sizes that are checked, a report that can be kept. */
public final class BenchReport {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes what is printed to this file too.")
  private Path out;

  /**
   * @throws ParameterException naming the option, what was found and what is allowed
   */
  public void requireAtLeast(String option, long found, long least) {
    if (found < least) {
      throw new ParameterException(
          command.commandLine(), "%s: %d (allowed: %d or more)".formatted(option, found, least));
    }
  }

  /** Prints the report, and writes it where it is to be kept. */
  public void print(List<String> lines) throws IOException {
    PrintWriter console = command.commandLine().getOut();
    lines.forEach(console::println);
    console.flush();
    if (out != null) {
      Files.write(out, lines);
    }
  }

  /**
   * Says what is not as promised.
   *
   * @param what is wrong with each of them
   * @return the command's exit status
   */
  public int judge(String what, List<String> breaches) {
    PrintWriter errors = command.commandLine().getErr();
    breaches.forEach(breach -> errors.println(what + ": " + breach));
    errors.flush();
    return breaches.isEmpty() ? ExitCode.DONE : ExitCode.NOT_RIGHT;
  }
}
