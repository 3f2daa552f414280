package io.plumbline.jobs.io;

import io.plumbline.schemas.Table;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** Opens the catalog that a {@link CatalogConfig} names. */
public final class Catalogs {
  /** The name of the catalog in SQL. */
  public static final String NAME = "plumbline";

  private Catalogs() {}

  /** A serializable recipe for the catalog: every task opens its own. */
  public static CatalogLoader loader(CatalogConfig config) {
    Configuration hadoop = hadoopConfiguration(config);
    Map<String, String> properties = properties(config);
    return switch (config.type()) {
      case HADOOP -> CatalogLoader.hadoop(NAME, hadoop, properties);
      case JDBC -> CatalogLoader.custom(NAME, properties, hadoop, JdbcCatalog.class.getName());
      case REST -> CatalogLoader.rest(NAME, hadoop, properties);
    };
  }

  /** Opens the catalog, uses it, and closes what it holds open. */
  public static <T> T use(CatalogConfig config, Function<Catalog, T> body) {
    Catalog catalog = loader(config).loadCatalog();
    try {
      return body.apply(catalog);
    } finally {
      if (catalog instanceof Closeable closeable) {
        try {
          closeable.close();
        } catch (IOException e) {
          throw new UncheckedIOException("closing the " + config, e);
        }
      }
    }
  }

  public static TableLoader tableLoader(CatalogConfig config, Table table) {
    return TableLoader.fromCatalog(loader(config), config.identifier(table));
  }

  /** What Iceberg's own catalogs are configured with, the warehouse as an absolute path. */
  static Map<String, String> properties(CatalogConfig config) {
    Map<String, String> properties = new HashMap<>(config.properties());
    if (!config.warehouse().isEmpty()) {
      properties.put(
          CatalogProperties.WAREHOUSE_LOCATION,
          localFolder(config).map(Path::toString).orElse(config.warehouse()));
    }
    return properties;
  }

  /** The warehouse as a folder of this machine; empty when it is a URI of another file system. */
  static Optional<Path> localFolder(CatalogConfig config) {
    String warehouse = config.warehouse();
    if (warehouse.isEmpty()) {
      return Optional.empty();
    }
    if (warehouse.startsWith("file:")) {
      return Optional.of(Path.of(warehouse.replaceFirst("^file:/*", "/")).normalize());
    }
    return warehouse.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")
        ? Optional.empty()
        : Optional.of(Path.of(warehouse).toAbsolutePath().normalize());
  }

  /** A folder needs none of Hadoop's site files, whose reading takes a tenth of the start. */
  static Configuration hadoopConfiguration(CatalogConfig config) {
    boolean isFolder = localFolder(config).isPresent();
    Configuration hadoop = new Configuration(!isFolder);
    if (isFolder) {
      ExclusiveLocalFiles.configure(hadoop);
    }
    return hadoop;
  }
}
