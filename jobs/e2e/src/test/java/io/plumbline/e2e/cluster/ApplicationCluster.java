package io.plumbline.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/** A cluster for one job, configured as flink-conf/README.md says, of two processes. */
final class ApplicationCluster implements AutoCloseable {
  private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();

  private final Path folder;
  private final Path conf;
  private final List<Process> processes = new ArrayList<>();

  /**
   * @param zooKeeper host:port
   */
  ApplicationCluster(Path folder, String zooKeeper) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.conf = Files.createDirectories(folder.resolve("conf"));
    List<String> lines = new ArrayList<>();
    for (String file : List.of("base.yaml", "application.yaml", "state-rocksdb.yaml")) {
      lines.addAll(Files.readAllLines(CHECKOUT.resolve("flink-conf").resolve(file)));
    }
    lines.addAll(mine(zooKeeper));
    Files.write(conf.resolve("config.yaml"), lines);
  }

  /** What only the cluster knows. */
  private List<String> mine(String zooKeeper) {
    return """
    high-availability.zookeeper.quorum: %1$s
    high-availability.storageDir: file://%2$s/ha
    high-availability.cluster-id: /application
    execution.checkpointing.dir: file://%2$s/checkpoints
    execution.checkpointing.savepoint-dir: file://%2$s/savepoints
    jobmanager.memory.process.size: 1 gb
    taskmanager.memory.process.size: 2 gb
    jobmanager.rpc.address: 127.0.0.1
    jobmanager.bind-host: 127.0.0.1
    taskmanager.host: 127.0.0.1
    taskmanager.bind-host: 127.0.0.1
    rest.address: 127.0.0.1
    rest.bind-address: 127.0.0.1
    rest.bind-port: "0"
    io.tmp.dirs: %2$s
    security.delegation.tokens.enabled: "false"
    """
        .formatted(zooKeeper, folder)
        .lines()
        .toList();
  }

  /**
   * Runs a job, and waits until the cluster has ended with it.
   *
   * @return the exit status of its JobManager
   */
  int run(String main, List<String> arguments, long limitSeconds) throws Exception {
    Path jars = Files.createDirectories(folder.resolve("usrlib"));
    Files.copy(
        CHECKOUT.resolve(Path.of("jobs", "pipelines", "target", "plumbline-jobs.jar")),
        jars.resolve("plumbline-jobs.jar"));
    Configuration configuration = GlobalConfiguration.loadConfiguration(conf.toString());
    List<String> jobManager =
        new ArrayList<>(
            List.of(ApplicationProgram.class.getName(), conf.toString(), jars.toString(), main));
    jobManager.addAll(arguments);
    Process application =
        start(
            "jobmanager",
            JobManagerProcessUtils.generateJvmParametersStr(
                JobManagerProcessUtils.processSpecFromConfig(configuration), configuration),
            configuration,
            jobManager);
    TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
    List<String> taskManager =
        new ArrayList<>(
            List.of(
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                conf.toString()));
    taskManager.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)));
    start(
        "taskmanager",
        ProcessMemoryUtils.generateJvmParametersStr(memory),
        configuration,
        taskManager);
    if (!application.waitFor(limitSeconds, TimeUnit.SECONDS)) {
      throw new IOException("the application has not ended:\n" + log());
    }
    return application.exitValue();
  }

  private Process start(
      String name, String memory, Configuration configuration, List<String> program)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(words(memory));
    command.addAll(words(configuration.get(CoreOptions.FLINK_JVM_OPTIONS)));
    command.addAll(
        List.of("-Djava.net.preferIPv4Stack=true", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    Path lib = CHECKOUT.resolve(Path.of("jobs", "runtimes", "flink", "target", "lib"));
    Path own = TestJar.of(folder, ApplicationProgram.class);
    command.addAll(List.of("-cp", lib.resolve("*") + ":" + own));
    command.addAll(program);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  /** Of the JobManager. */
  String log() throws IOException {
    return Files.readString(folder.resolve("jobmanager.log"));
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }
}
