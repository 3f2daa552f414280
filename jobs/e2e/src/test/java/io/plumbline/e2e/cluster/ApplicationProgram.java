package io.plumbline.e2e.cluster;

import java.io.File;
import java.util.Arrays;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.DefaultPackagedProgramRetriever;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/**
 * The JobManager of an application cluster. Flink's own, {@code standalone-job.sh}, comes with its
 * distribution and is in no registry; it does the same.
 */
@SuppressWarnings("try") // Flink's close() may throw anything
public final class ApplicationProgram extends ApplicationClusterEntryPoint {
  private ApplicationProgram(Configuration configuration, PackagedProgram program) {
    super(configuration, program, StandaloneResourceManagerFactory.getInstance());
  }

  /** Of the folder of the configuration, the folder of the job's jar, its main class and more. */
  public static void main(String[] arguments) throws Exception {
    Configuration configuration = GlobalConfiguration.loadConfiguration(arguments[0]);
    PackagedProgram program =
        DefaultPackagedProgramRetriever.create(
                new File(arguments[1]),
                arguments[2],
                Arrays.copyOfRange(arguments, 3, arguments.length),
                configuration)
            .getPackagedProgram();
    configureExecution(configuration, program);
    runClusterEntrypoint(new ApplicationProgram(configuration, program));
  }
}
