package io.plumbline.local.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** One command at a time starts or ends the cluster of a folder. */
final class FolderLock {

  /** What is done under the lock. */
  interface Body<T> {
    T run() throws IOException;
  }

  private FolderLock() {}

  /**
   * @throws ClusterException when another command is at it
   */
  static <T> T holding(ClusterFolder folder, Body<T> body) throws IOException {
    try (FileChannel channel =
        FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Given back with the channel, also when this process is killed.
      if (channel.tryLock() == null) {
        throw busy(folder);
      }
      return body.run();
    } catch (OverlappingFileLockException e) {
      throw busy(folder);
    }
  }

  private static ClusterException busy(ClusterFolder folder) {
    return new ClusterException(
        "another command is starting or ending the cluster in " + folder.root());
  }
}
