package io.plumbline.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** The ZooKeeper that comes with Flink: where a new JobManager finds the jobs of the one before. */
record ZooKeeperNode(ClusterFolder folder, ClusterState state, Runtimes runtimes) implements Part {

  @Override
  public String name() {
    return "zookeeper";
  }

  @Override
  public String address() {
    return state.address(ClusterState.Port.ZOOKEEPER);
  }

  @Override
  public Optional<Integer> port() {
    return Optional.of(state.port(ClusterState.Port.ZOOKEEPER));
  }

  @Override
  public void configure() throws IOException {
    Files.write(
        folder.zookeeperProperties(),
        List.of(
            "# Written by `plumbline up`.",
            "tickTime=1000",
            "dataDir=" + folder.zookeeper(),
            "clientPort=" + state.port(ClusterState.Port.ZOOKEEPER),
            "clientPortAddress=" + LocalCluster.HOST,
            "admin.enableServer=false",
            "autopurge.snapRetainCount=3",
            "autopurge.purgeInterval=1",
            // Flink's starter asks for a quorum; of one, its ports are not opened.
            "server.1=" + LocalCluster.HOST));
  }

  @Override
  public List<String> command(String mark) {
    return Runtimes.java(
        mark,
        List.of(
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dlog.file=" + folder.log(name()),
            "-Dlog4j.configurationFile=" + folder.logging()),
        runtimes.flinkClassPath(),
        "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
        "--zkConfigFile",
        folder.zookeeperProperties().toString(),
        "--peerId",
        "1");
  }

  @Override
  public boolean isReady() {
    return Probe.says(port().orElseThrow(), "srvr\n", "Mode: standalone");
  }
}
