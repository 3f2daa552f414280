package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two committers of one table meet in: the rename that publishes a version. */
class ExclusiveLocalFilesTest {
  private static final int COMMITTERS = 4;
  private static final int VERSIONS = 200;

  @TempDir private Path folder;

  private static FileSystem files(Path folder) throws Exception {
    return path(folder).getFileSystem(Catalogs.hadoopConfiguration(CatalogConfig.embedded(folder)));
  }

  private static org.apache.hadoop.fs.Path path(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }

  private Path file(String name) throws Exception {
    return Files.writeString(folder.resolve(name), name);
  }

  @Test
  void aVersionThatIsThereStays() throws Exception {
    try (FileSystem files = files(folder)) {
      assertThat(files.rename(path(file("a")), path(folder.resolve("v1")))).isTrue();
      assertThat(files.rename(path(file("b")), path(folder.resolve("v1")))).isFalse();
    }
    assertThat(folder.resolve("v1")).hasContent("a");
    assertThat(folder.resolve("a")).doesNotExist();
    assertThat(folder.resolve("b")).hasContent("b");
  }

  @Test
  void whatCannotBeLinkedIsNamedAndStays() throws Exception {
    Path version = folder.resolve("no-such-folder").resolve("v1");
    try (FileSystem files = files(folder)) {
      assertThatThrownBy(() -> files.rename(path(file("a")), path(version)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot link " + path(version))
          .hasMessageContaining("use a catalog of type jdbc or rest");
    }
    assertThat(folder.resolve("a")).hasContent("a");
  }

  @Test
  void ofManyAtOnceOneWins() throws Exception {
    ExecutorService committers = Executors.newFixedThreadPool(COMMITTERS);
    try {
      CyclicBarrier together = new CyclicBarrier(COMMITTERS);
      List<Future<Integer>> wins = new ArrayList<>();
      for (int i = 0; i < COMMITTERS; i++) {
        String name = "committer-" + i;
        Callable<Integer> committer = () -> commits(name, together);
        wins.add(committers.submit(committer));
      }
      int won = 0;
      for (Future<Integer> each : wins) {
        won += each.get(60, TimeUnit.SECONDS);
      }
      assertThat(won).isEqualTo(VERSIONS);
    } finally {
      committers.shutdownNow();
    }
  }

  /** How many versions are this committer's, by the answer that it got. */
  private int commits(String name, CyclicBarrier together) throws Exception {
    int won = 0;
    try (FileSystem files = files(folder)) {
      for (int version = 0; version < VERSIONS; version++) {
        Path mine = file(name + "-" + version);
        together.await(30, TimeUnit.SECONDS);
        if (files.rename(path(mine), path(folder.resolve("v" + version)))) {
          won++;
          assertThat(folder.resolve("v" + version)).hasContent(mine.getFileName().toString());
        }
      }
    }
    return won;
  }

  @Test
  void foldersAreRenamedAsEver() throws Exception {
    Path from = Files.createDirectory(folder.resolve("from"));
    Files.writeString(from.resolve("file"), "text");
    try (FileSystem files = files(folder)) {
      assertThat(files.rename(path(from), path(folder.resolve("to")))).isTrue();
    }
    assertThat(folder.resolve("to").resolve("file")).hasContent("text");
  }

  /** Hadoop keeps a file system a process, whoever asked for it first. */
  @Test
  void whoCameFirstDoesNotDecide() throws Exception {
    FileSystem first = path(folder).getFileSystem(new Configuration(false));
    try (FileSystem ours = files(folder)) {
      assertThat(first).isNotInstanceOf(ExclusiveLocalFiles.class);
      assertThat(ours).isInstanceOf(ExclusiveLocalFiles.class);
    }
  }
}
