package io.plumbline.local;

import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.local.bench.BenchCommand;
import io.plumbline.local.cluster.DownCommand;
import io.plumbline.local.cluster.SavepointCommand;
import io.plumbline.local.cluster.StatusCommand;
import io.plumbline.local.cluster.StopCommand;
import io.plumbline.local.cluster.SubmitCommand;
import io.plumbline.local.cluster.UpCommand;
import io.plumbline.local.demo.DemoCommand;
import io.plumbline.local.guard.GuardCommand;
import io.plumbline.local.init.InitCommand;
import io.plumbline.local.inspect.InspectCommand;
import io.plumbline.local.publish.PublishCommand;
import io.plumbline.local.sql.SqlCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code scripts/plumbline <command>}. */
@Command(
    name = "plumbline",
    description = "Streaming analytics for online experiments that can be trusted.",
    mixinStandardHelpOptions = true,
    version = "plumbline 0.1.0",
    subcommands = {
      DemoCommand.class,
      LocalCommand.class,
      InspectCommand.class,
      SimulateCommand.class,
      SqlCommand.class,
      InitCommand.class,
      PublishCommand.class,
      GuardCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      SubmitCommand.class,
      SavepointCommand.class,
      StopCommand.class,
      BenchCommand.class,
      WarmUpCommand.class,
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage or configuration; nothing was written",
      "3:it ran, and what it checked is not right"
    })
public final class PlumblineCli implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command and returns its exit status. */
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  /** The commands as {@link #main} runs them. */
  public static CommandLine commandLine() {
    return new CommandLine(new PlumblineCli())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((exception, command, parsed) -> explain(exception, command));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int explain(Exception exception, CommandLine command) {
    String name = command.getCommandName();
    if (exception instanceof ConfigurationException
        || exception instanceof IllegalArgumentException) {
      exception.getMessage().lines().forEach(line -> command.getErr().println(name + ": " + line));
      return ExitCode.USAGE;
    }
    command.getErr().println(name + " failed: " + reason(exception));
    if (Boolean.getBoolean("plumbline.debug")) {
      exception.printStackTrace(command.getErr());
    } else {
      command.getErr().println("(the whole trace: PLUMBLINE_JAVA_OPTIONS=-Dplumbline.debug=true)");
    }
    return ExitCode.FAILED;
  }

  /** What went wrong, from the outside to the root; Flink wraps the root in many layers. */
  private static String reason(Throwable exception) {
    Throwable root = exception;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String outer = exception.getMessage();
    String inner = root.getMessage() == null ? root.getClass().getName() : root.getMessage();
    if (outer == null || root == exception) {
      return inner;
    }
    return outer.contains(inner) ? outer : outer + ": " + inner;
  }
}
