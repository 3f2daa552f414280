package io.plumbline.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The documented keys are those of the code. */
class ConfigurationDocumentTest {
  private static final String WRITE = "plumbline.docs.write";

  @Test
  void theDocumentIsUpToDate() throws IOException {
    // The working directory of tests is their module's.
    Path document = Path.of("..", "docs", "configuration.md").toAbsolutePath().normalize();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(document, ConfigurationDocument.markdown());
    }
    assertThat(Files.exists(document) ? Files.readString(document) : "missing")
        .as(
            "jobs/docs/configuration.md is out of date; write it again with: mvn test -pl"
                + " jobs/pipelines -am -Dtest=ConfigurationDocumentTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -D"
                + WRITE
                + "=true")
        .isEqualTo(ConfigurationDocument.markdown());
  }
}
