package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogConfigTest {
  @Test
  void theEmbeddedDefaultIsAFolder() {
    assertThat(CatalogConfig.embedded(Path.of("/data/w")))
        .isEqualTo(CatalogConfig.from(Map.of("warehouse", "/data/w")))
        .isEqualTo(new CatalogConfig(CatalogConfig.Type.HADOOP, "/data/w", Map.of()));
  }

  @Test
  void whatIsNotOursIsPassedThrough() {
    CatalogConfig config =
        CatalogConfig.from(
            Map.of("type", "rest", "uri", "https://catalog:8181", "oauth2.token", "t0p"));
    assertThat(config.type()).isEqualTo(CatalogConfig.Type.REST);
    assertThat(Catalogs.properties(config))
        .isEqualTo(Map.of("uri", "https://catalog:8181", "oauth2.token", "t0p"));
  }

  @Test
  void secretsAreNotShown() {
    assertThat(
            CatalogConfig.from(
                Map.of(
                    "type", "jdbc",
                    "uri", "jdbc:postgresql://db/iceberg",
                    "warehouse", "s3://bucket/w",
                    "jdbc.password", "hunter2",
                    "s3.secret-access-key", "hunter3")))
        .asString()
        .contains("jdbc:postgresql://db/iceberg", "s3://bucket/w")
        .doesNotContain("hunter");
  }

  @Test
  void aMistakeNamesKeyValueAndWhatIsAllowed() {
    refused(Map.of("type", "hive"), "catalog.type: 'hive' (allowed: hadoop, jdbc, rest)");
    refused(Map.of(), "catalog.warehouse: missing (allowed: a folder or a URI)");
    refused(
        Map.of("type", "jdbc", "warehouse", "/w", "uri", "jdbc:mysql://h/d"),
        "catalog.uri: 'jdbc:mysql://h/d' (allowed: jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE)");
    refused(
        Map.of("type", "rest"),
        "catalog.uri: missing (allowed: http://HOST:PORT or https://HOST:PORT)");
  }

  @Test
  void onAnObjectStoreTheHadoopCatalogNeedsALock() {
    refused(
        Map.of("warehouse", "s3a://bucket/w"),
        "catalog.warehouse: 's3a://bucket/w' (allowed: a folder or a URI of HDFS; on an object"
            + " store, where the commits of two jobs replace each other, with catalog.lock-impl,"
            + " or with catalog.type jdbc or rest)");
    assertThat(
            CatalogConfig.from(
                Map.of("warehouse", "s3a://bucket/w", "lock-impl", "org.example.Locks")))
        .isNotNull();
    assertThat(CatalogConfig.from(Map.of("warehouse", "hdfs://name/w"))).isNotNull();
  }

  @Test
  void aWarehouseIsAFolderUnlessItsSchemeSaysOtherwise() {
    assertThat(Catalogs.localFolder(CatalogConfig.from(Map.of("warehouse", "w"))))
        .contains(Path.of("w").toAbsolutePath());
    assertThat(Catalogs.localFolder(CatalogConfig.from(Map.of("warehouse", "file:///data/w"))))
        .contains(Path.of("/data/w"));
    assertThat(Catalogs.localFolder(CatalogConfig.from(Map.of("warehouse", "hdfs://name/w"))))
        .isEmpty();
  }

  private static void refused(Map<String, String> keys, String message) {
    assertThatThrownBy(() -> CatalogConfig.from(keys))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
