package io.plumbline.local.cluster;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Postgres's programs, unpacked once from the archive that the build brings. */
final class PostgresPrograms {
  private static final String UNPACKED = "programs";
  private static final int EXECUTABLE = 0100;

  private PostgresPrograms() {}

  /** The folder that holds {@code bin}. */
  static Path unpacked(Runtimes runtimes) throws IOException {
    Path archive = runtimes.postgresArchive();
    Path target = archive.getParent().resolveSibling(UNPACKED);
    if (!Files.exists(target)) {
      Path unfinished = Files.createTempDirectory(target.getParent(), UNPACKED);
      try {
        unpack(archive, unfinished);
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        delete(unfinished);
        // Another command may have been faster.
        if (!Files.exists(target)) {
          throw e;
        }
      }
    }
    return target;
  }

  private static void unpack(Path archive, Path folder) throws IOException {
    try (InputStream packed = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream entries = new TarArchiveInputStream(new XZInputStream(packed))) {
      TarArchiveEntry entry;
      while ((entry = entries.getNextEntry()) != null) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("%s holds %s".formatted(archive, entry.getName()));
        }
        Files.createDirectories(entry.isDirectory() ? file : file.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (!entry.isDirectory()) {
          Files.copy(entries, file);
          boolean isProgram = (entry.getMode() & EXECUTABLE) != 0;
          Files.setPosixFilePermissions(
              file, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
