package io.plumbline.jobs.io;

import io.plumbline.schemas.Table;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Which Iceberg catalog holds the tables: the {@code catalog.*} keys of the configuration.
 *
 * @param type what keeps the catalog
 * @param warehouse where the data lies: a folder or a URI
 * @param properties everything else, passed through to the catalog ({@code uri}, {@code io-impl},
 *     credentials, ...)
 * @param namespace of all tables; levels with dots
 */
public record CatalogConfig(
    Type type, String warehouse, Map<String, String> properties, String namespace)
    implements Serializable {
  /** What keeps the catalog. */
  public enum Type {
    /** Files beside the data: needs no server; on object stores only with a lock. */
    HADOOP,
    /** A table in SQLite or Postgres. */
    JDBC,
    /** An Iceberg REST catalog. */
    REST;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String ALLOWED_TYPES = "hadoop, jdbc, rest";

  /**
   * @throws IllegalArgumentException on a combination that cannot work; the message names the key,
   *     its value and what is allowed
   */
  public CatalogConfig {
    warehouse = warehouse == null ? "" : warehouse;
    properties = Map.copyOf(properties);
    String uri = properties.getOrDefault("uri", "");
    switch (type) {
      case HADOOP -> {
        require("warehouse", warehouse, !warehouse.isBlank(), "a folder or a URI");
        require(
            "warehouse",
            warehouse,
            properties.containsKey("lock-impl") || renamesAtomically(warehouse),
            "a folder or a URI of HDFS; on an object store, where the commits of two jobs replace"
                + " each other, with catalog.lock-impl, or with catalog.type jdbc or rest");
      }
      case JDBC -> {
        require("warehouse", warehouse, !warehouse.isBlank(), "a folder or a URI");
        require(
            "uri",
            uri,
            uri.startsWith("jdbc:sqlite:") || uri.startsWith("jdbc:postgresql:"),
            "jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
      }
      case REST ->
          require(
              "uri",
              uri,
              uri.startsWith("http://") || uri.startsWith("https://"),
              "http://HOST:PORT or https://HOST:PORT");
    }
  }

  private static boolean renamesAtomically(String warehouse) {
    return !warehouse.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")
        || warehouse.matches("(file|hdfs|viewfs|webhdfs|swebhdfs):.*");
  }

  /** With the default namespace. */
  public CatalogConfig(Type type, String warehouse, Map<String, String> properties) {
    this(type, warehouse, properties, Table.NAMESPACE);
  }

  /** The same catalog with the tables of another deployment. */
  public CatalogConfig withNamespace(String other) {
    return new CatalogConfig(type, warehouse, properties, other);
  }

  TableIdentifier identifier(Table table) {
    return TableIdentifier.of(icebergNamespace(), table.tableName());
  }

  Namespace icebergNamespace() {
    return Namespace.of(namespace.split("\\."));
  }

  /** The embedded default: tables in a folder, no server. */
  public static CatalogConfig embedded(Path folder) {
    return new CatalogConfig(Type.HADOOP, folder.toAbsolutePath().normalize().toString(), Map.of());
  }

  /**
   * @param keys the keys below {@code catalog.}: {@code type} (default hadoop), {@code warehouse},
   *     and whatever the catalog itself understands
   */
  public static CatalogConfig from(Map<String, String> keys) {
    Map<String, String> rest = new HashMap<>(keys);
    String type = rest.remove("type");
    String warehouse = rest.remove("warehouse");
    return new CatalogConfig(type(type), warehouse, rest);
  }

  private static Type type(String value) {
    if (value == null) {
      return Type.HADOOP;
    }
    for (Type type : Type.values()) {
      if (type.key().equals(value)) {
        return type;
      }
    }
    throw new IllegalArgumentException(message("type", value, ALLOWED_TYPES));
  }

  private static void require(String key, String value, boolean holds, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(message(key, value, allowed));
    }
  }

  private static String message(String key, String value, String allowed) {
    return "catalog.%s: %s (allowed: %s)"
        .formatted(
            key, value.isBlank() ? "missing" : "'" + Secrets.shown(key, value) + "'", allowed);
  }

  /** Without secrets. */
  @Override
  public String toString() {
    Map<String, String> shown = new TreeMap<>(properties);
    shown.replaceAll(Secrets::shown);
    return "%s catalog, warehouse %s, namespace %s, %s"
        .formatted(type.key(), warehouse, namespace, shown);
  }
}
