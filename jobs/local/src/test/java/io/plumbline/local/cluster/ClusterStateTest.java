package io.plumbline.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStateTest {
  @TempDir private Path root;

  @Test
  void portsDifferAndAreKept() throws Exception {
    ClusterFolder folder = ClusterFolder.of(root);
    ClusterState state =
        ClusterState.create(
            ClusterShape.DEFAULT.withSlots(2).withSetting("heartbeat.interval", "1 s"));
    assertThat(new HashSet<>(state.ports().values())).hasSize(ClusterState.Port.values().length);
    assertThat(state.kafkaId()).hasSize(22);

    assertThat(ClusterState.read(folder)).isEmpty();
    state.write(folder);
    assertThat(ClusterState.read(folder)).contains(state);
  }

  @Test
  void anIdOfKafkaIsNoOptionOfItsTool() {
    UUID hyphenFirst = UUID.fromString("f8000000-0000-4000-8000-000000000001");
    assertThat(ClusterState.kafkaUuid(hyphenFirst)).hasSize(22).matches("[A-Za-z].*");
  }

  @Test
  void aClusterOfAnEarlierVersionGoesOn() throws Exception {
    ClusterFolder folder = ClusterFolder.of(root);
    ClusterState state = ClusterState.create(ClusterShape.DEFAULT);
    state.write(folder);
    List<String> earlier =
        Files.readAllLines(folder.state()).stream()
            .filter(line -> !line.matches("(postgres|connect|configuration).*"))
            .toList();
    Files.write(folder.state(), earlier);

    ClusterState read = ClusterState.read(folder).orElseThrow();
    assertThat(read.shape()).isEqualTo(ClusterShape.DEFAULT.withoutConfiguration());
    assertThat(read.port(ClusterState.Port.KAFKA)).isEqualTo(state.port(ClusterState.Port.KAFKA));
    assertThat(read.port(ClusterState.Port.POSTGRES))
        .isNotEqualTo(read.port(ClusterState.Port.CONNECT));
  }

  @Test
  void aFileThatIsNoneIsNamed() throws Exception {
    ClusterFolder folder = ClusterFolder.of(root);
    Files.writeString(folder.state(), "id=x\n");

    assertThatThrownBy(() -> ClusterState.read(folder))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("cluster.properties is not what `up` wrote");
  }

  @Test
  void shapesAreChecked() {
    assertThatThrownBy(() -> ClusterShape.DEFAULT.withTaskManagers(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task managers: 0 (allowed: 1 to 8)");
    assertThat(ClusterShape.DEFAULT.withTaskManagers(3).fits(ClusterShape.DEFAULT)).isTrue();
    assertThat(ClusterShape.DEFAULT.withSlots(3).fits(ClusterShape.DEFAULT)).isFalse();
    assertThat(ClusterShape.DEFAULT.withoutConfiguration().fits(ClusterShape.DEFAULT)).isTrue();
  }

  @Test
  void aProcessIsOnlyOursWithItsMark() throws Exception {
    ClusterFolder folder = ClusterFolder.of(root);
    folder.create();
    ClusterState state = ClusterState.create(ClusterShape.DEFAULT);
    ClusterProcess ours = ClusterProcess.of("sleeper", state, folder);
    ClusterProcess other =
        ClusterProcess.of("sleeper", ClusterState.create(ClusterShape.DEFAULT), folder);

    String loop = "while :; do sleep 1; done";
    long pid = ours.start(List.of("sh", "-c", loop, ours.mark()), Map.of());
    try {
      assertThat(ours.pid()).contains(pid);
      assertThat(other.pid()).isEmpty();
      assertThat(ours.kill()).isEqualTo(pid);
      assertThat(ours.isRunning()).isFalse();
    } finally {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    ours.end(Duration.ZERO);
    assertThat(folder.processFile("sleeper")).doesNotExist();
  }

  @Test
  void aProcessIsAskedForWhileItsFileIsRemoved() throws Exception {
    ClusterFolder folder = ClusterFolder.of(root);
    folder.create();
    ClusterProcess gone =
        ClusterProcess.of("gone", ClusterState.create(ClusterShape.DEFAULT), folder);
    Path written = root.resolve("written");
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> asked =
        CompletableFuture.supplyAsync(
            () -> {
              int times = 0;
              while (!done.get()) {
                assertThat(gone.pid()).isEmpty();
                times++;
              }
              return times;
            });
    try {
      for (int i = 0; i < 5_000; i++) {
        Files.writeString(written, "1\n");
        Files.move(written, folder.processFile("gone"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(folder.processFile("gone"));
      }
    } finally {
      done.set(true);
    }
    assertThat(asked.get(10, TimeUnit.SECONDS)).isPositive();
  }

  @Test
  void theWordsOfAJobThatRefusesAreFound() {
    String trace =
        "x\n"
            + "Caused by: java.lang.IllegalStateException: a\n"
            + "\tat b\n"
            + "Caused by: io.plumbline.jobs.io.ConfigurationException: one\n"
            + "two\n"
            + "\tat c\n"
            + "\t... 3 more\n";
    assertThat(FlinkClient.refusal(trace)).contains("one\ntwo");
    assertThat(FlinkClient.cause(trace)).endsWith("ConfigurationException: one\ntwo");
    assertThat(FlinkClient.refusal("Caused by: java.io.IOException: x\n\tat y\n")).isEmpty();
    assertThat(FlinkClient.cause("line\nlast\n")).isEqualTo("last");
    assertThat(JobCommands.savepoint("Savepoint completed. Path: file:/a/b-1\nYou"))
        .isEqualTo("file:/a/b-1");
    assertThat(Set.of(JobName.values())).hasSize(5);
  }
}
