package io.plumbline.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connector of the configuration: what ConfigJob relies on, and what the tables' files say. */
class ConnectorFileTest {
  private static final Runtimes CHECKOUT = Runtimes.ofThisCheckout();

  @TempDir private Path folder;

  @Test
  void theShippedOneIsExactlyOnceAndReadable() throws Exception {
    ConnectorFile connector = ConnectorFile.read(CHECKOUT.connector());

    assertThat(connector.name()).isEqualTo("experiments");
    assertThat(connector.topic("experimentation", "variants"))
        .isEqualTo("cdc.experimentation.variants");
    assertThat(connector.transactionTopic()).isEqualTo("cdc.transaction");
    assertThat(connector.settings())
        .containsEntry("exactly.once.support", "required")
        .containsEntry("transaction.boundary", "poll")
        .containsEntry("provide.transaction.metadata", "true")
        .containsEntry("skipped.operations", "none")
        .containsEntry("tombstones.on.delete", "true")
        .containsEntry("decimal.handling.mode", "string")
        .containsEntry("time.precision.mode", "microseconds")
        .containsEntry("interval.handling.mode", "string")
        .containsEntry("publication.autocreate.mode", "disabled");
  }

  @Test
  void itAgreesWithTheTables() throws Exception {
    ConnectorFile connector = ConnectorFile.read(CHECKOUT.connector());
    StringBuilder tables = new StringBuilder();
    for (Path file : sorted(CHECKOUT.postgresTables())) {
      tables.append(Files.readString(file));
    }

    assertThat(tables)
        .contains("CREATE SCHEMA " + connector.settings().get("schema.include.list") + ";")
        .contains("CREATE PUBLICATION " + connector.publication() + " ")
        .contains("CREATE ROLE " + connector.settings().get("database.user") + " LOGIN REPLICATION")
        .contains(connector.settings().get("heartbeat.action.query"));
  }

  @Test
  void noSecretStandsInIt() throws Exception {
    assertThat(ConnectorFile.read(CHECKOUT.connector()).settings())
        .containsEntry("database.password", "${env:PLUMBLINE_CDC_PASSWORD}");
  }

  @Test
  void aFileThatIsNoneIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("x.json"), "[]");

    assertThatThrownBy(() -> ConnectorFile.read(file))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("x.json is not an object of texts");
  }

  private static List<Path> sorted(Path files) throws Exception {
    try (Stream<Path> found = Files.list(files)) {
      return found.sorted().toList();
    }
  }
}
