package io.plumbline.local.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One of Flink's TaskManagers. */
final class TaskManager implements Part {
  private final ClusterFolder folder;
  private final Runtimes runtimes;
  private final FlinkRest rest;
  private final int number;

  /** Of the process that was started here; tells it from its predecessor of the same name. */
  private int rpcPort;

  /**
   * @param number from 1
   */
  TaskManager(ClusterFolder folder, Runtimes runtimes, FlinkRest rest, int number) {
    this.folder = folder;
    this.runtimes = runtimes;
    this.rest = rest;
    this.number = number;
  }

  static String name(int number) {
    return "taskmanager-" + number;
  }

  @Override
  public String name() {
    return name(number);
  }

  @Override
  public String address() {
    return rest.taskManager(name()).map(FlinkRest.Worker::address).orElse("");
  }

  @Override
  public Optional<Integer> port() {
    return Optional.empty();
  }

  @Override
  public void configure() {
    rpcPort = Ports.free(1, Set.of()).iterator().next();
  }

  @Override
  public List<String> command(String mark) {
    FlinkSettings.Launch launch = FlinkSettings.taskManager(folder);
    List<String> flags = new ArrayList<>(launch.flags());
    flags.add("-Dlog.file=" + folder.log(name()));
    flags.add("-Dlog4j.configurationFile=" + folder.logging());
    List<String> command =
        Runtimes.java(
            mark,
            flags,
            runtimes.flinkClassPath(),
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "--configDir",
            folder.flinkConf().toString());
    command.addAll(launch.arguments());
    // With the name of its predecessor, so that Flink does not wait for the dead one's heartbeat.
    command.addAll(
        List.of(
            "-D", "taskmanager.resource-id=" + name(), "-D", "taskmanager.rpc.port=" + rpcPort));
    return command;
  }

  @Override
  public boolean isReady() {
    return rest.taskManager(name())
        .filter(worker -> rpcPort == 0 || worker.address().endsWith(":" + rpcPort))
        .isPresent();
  }
}
