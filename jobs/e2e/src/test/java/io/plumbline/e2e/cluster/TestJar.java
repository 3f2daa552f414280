package io.plumbline.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A jar to submit, of one class of these tests. */
final class TestJar {
  private TestJar() {}

  /** Made once a folder. */
  static Path of(Path folder, Class<?> main) throws IOException {
    Path jar = folder.resolve(main.getSimpleName() + ".jar");
    if (!Files.exists(jar)) {
      String entry = main.getName().replace('.', '/') + ".class";
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
          InputStream bytes = main.getClassLoader().getResourceAsStream(entry)) {
        out.putNextEntry(new JarEntry(entry));
        bytes.transferTo(out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
