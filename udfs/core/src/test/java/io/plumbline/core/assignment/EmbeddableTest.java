package io.plumbline.core.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An application server assigns with these classes and the JDK, and nothing else. */
class EmbeddableTest {

  @Test
  void assignmentNeedsTheJdkAlone() throws Exception {
    URL classes = Assignment.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader alone =
        new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      Class<?> assignment = alone.loadClass(Assignment.class.getName());
      assertThat(assignment.getClassLoader()).isSameAs(alone);
      for (String version : List.of("growthbook-1", "growthbook-2", "sha256")) {
        Object found =
            assignment
                .getMethod(
                    "assign",
                    String.class,
                    String.class,
                    String.class,
                    List.class,
                    double[].class,
                    double.class)
                .invoke(null, "unit", "salt", version, List.of("a", "b"), new double[] {1, 3}, 1.0);
        assertThat(found)
            .isEqualTo(
                Assignment.assign(
                    "unit", "salt", version, List.of("a", "b"), new double[] {1, 3}, 1.0));
      }
    }
  }
}
