package io.plumbline.e2e.cluster;

import io.plumbline.local.PlumblineCli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Commands as a user gives them. */
final class Command {

  /** How a command ended. */
  record Ended(int status, String output, String errors) {}

  private Command() {}

  /** In this process. */
  static Ended run(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine commands = PlumblineCli.commandLine();
    commands.setOut(new PrintWriter(output, true));
    commands.setErr(new PrintWriter(errors, true));
    int status = commands.execute(arguments);
    return new Ended(status, output.toString(), errors.toString());
  }

  /** What a person types. */
  static Ended inShell(String line) throws Exception {
    Path output = Files.createTempFile("plumbline-shell-", ".out");
    Process shell =
        new ProcessBuilder("sh", "-c", line)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!shell.waitFor(2, TimeUnit.MINUTES)) {
        throw new IOException("not done in two minutes: " + line);
      }
      return new Ended(shell.exitValue(), Files.readString(output), "");
    } finally {
      shell.destroyForcibly();
      Files.deleteIfExists(output);
    }
  }

  /** In a process of its own, which can be interrupted. */
  static Process start(Path output, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PlumblineCli.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
