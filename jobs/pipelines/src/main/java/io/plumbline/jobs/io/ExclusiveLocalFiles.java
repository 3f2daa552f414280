package io.plumbline.jobs.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local file system of Hadoop, whose files are never renamed over others.
 *
 * <p>Iceberg's hadoop catalog commits a version of a table by a rename. It looks first whether the
 * version is there, under a lock that only its own class loader knows. The rename of a local file
 * replaces what another process, or another job in the process, has committed meanwhile, and that
 * one's rows are lost without a word. Here the version is linked, which fails where it is there,
 * atomically; the loser reads what the other has written, and commits again.
 */
public final class ExclusiveLocalFiles extends LocalFileSystem {

  /** Made by Hadoop. */
  public ExclusiveLocalFiles() {
    super(new Raw());
  }

  /** Has whoever is configured like this use it. */
  static void configure(Configuration hadoop) {
    hadoop.setClass("fs.file.impl", ExclusiveLocalFiles.class, LocalFileSystem.class);
    // Else who comes first decides for the whole process.
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public boolean rename(Path from, Path to) throws IOException {
      java.nio.file.Path file = pathToFile(from).toPath();
      if (!Files.isRegularFile(file)) {
        return super.rename(from, to);
      }
      try {
        Files.createLink(pathToFile(to).toPath(), file);
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (UnsupportedOperationException | FileSystemException e) {
        throw new IOException(
            "cannot link %s: %s; where the file system knows no hard links, use a catalog of type"
                    .formatted(to, e.getMessage())
                + " jdbc or rest",
            e);
      }
      Files.delete(file);
      return true;
    }
  }
}
