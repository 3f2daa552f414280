package io.plumbline.local.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Flink's JobManager of a session cluster. */
record JobManager(ClusterFolder folder, ClusterState state, Runtimes runtimes, FlinkRest rest)
    implements Part {

  @Override
  public String name() {
    return "jobmanager";
  }

  @Override
  public String address() {
    return state.url(ClusterState.Port.FLINK_REST);
  }

  @Override
  public Optional<Integer> port() {
    return Optional.of(state.port(ClusterState.Port.FLINK_REST));
  }

  @Override
  public void configure() {
    // Common to all of Flink: see FlinkSettings.
  }

  @Override
  public List<String> command(String mark) {
    FlinkSettings.Launch launch = FlinkSettings.jobManager(folder);
    List<String> flags = new ArrayList<>(launch.flags());
    flags.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=128m",
            "-XX:+UseSerialGC",
            "-Dlog.file=" + folder.log(name()),
            "-Dlog4j.configurationFile=" + folder.logging()));
    List<String> command =
        Runtimes.java(
            mark,
            flags,
            runtimes.flinkClassPath(),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "--configDir",
            folder.flinkConf().toString());
    command.addAll(launch.arguments());
    return command;
  }

  @Override
  public boolean isReady() {
    return rest.isServing();
  }
}
