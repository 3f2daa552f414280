package io.plumbline.jobs.io;

import io.plumbline.schemas.Table;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;

/**
 * Creates the namespace and the tables that are missing and adds new columns to older ones; what is
 * as it should be stays untouched, so it may run before every job.
 */
public final class TableSetup {
  private TableSetup() {}

  /**
   * Creates what is missing, and adds columns to older tables.
   *
   * @throws IllegalStateException when the warehouse cannot be written, or a table has columns that
   *     this version cannot write; the message names path or table and the reason. No table has
   *     been touched then.
   */
  public static void prepare(CatalogConfig config, Set<Table> tables) {
    checkWritable(config);
    Catalogs.use(
        config,
        catalog -> {
          List<TableLayout> older = older(catalog, config, tables);
          create(catalog, config, tables);
          older.forEach(
              layout ->
                  TableEvolution.evolve(
                      layout, catalog.loadTable(config.identifier(layout.table()))));
          return null;
        });
  }

  /**
   * Creates what is missing, and refuses older tables: another job may still write them.
   *
   * @throws ConfigurationException naming the tables that lack columns; nothing has been created
   *     then
   * @throws IllegalStateException see {@link #prepare}
   */
  public static void prepareUnlessOlder(CatalogConfig config, Set<Table> tables) {
    checkWritable(config);
    Catalogs.use(
        config,
        catalog -> {
          List<String> older =
              older(catalog, config, tables).stream()
                  .map(layout -> layout.table().tableName())
                  .toList();
          if (!older.isEmpty()) {
            throw new ConfigurationException(
                ("tables %s of namespace %s are of an older version; allowed: tables that plumbline"
                        + " init has brought to this one")
                    .formatted(String.join(", ", older), config.namespace()));
          }
          create(catalog, config, tables);
          return null;
        });
  }

  private static List<TableLayout> older(Catalog catalog, CatalogConfig config, Set<Table> tables) {
    List<TableLayout> older = new ArrayList<>();
    for (Table table : tables) {
      TableLayout layout = TableLayout.of(table);
      TableIdentifier identifier = config.identifier(table);
      if (catalog.tableExists(identifier)
          && !TableEvolution.isCurrent(layout, catalog.loadTable(identifier).schema())) {
        older.add(layout);
      }
    }
    return older;
  }

  private static void create(Catalog catalog, CatalogConfig config, Set<Table> tables) {
    List<Table> missing =
        tables.stream().filter(table -> !catalog.tableExists(config.identifier(table))).toList();
    if (!missing.isEmpty()) {
      createNamespace(catalog, config);
    }
    missing.forEach(table -> create(catalog, config.identifier(table), TableLayout.of(table)));
  }

  /**
   * Of a folder of this machine; other stores tell when the first table is made.
   *
   * @throws ConfigurationException with the path and the reason
   */
  public static void checkWritable(CatalogConfig config) {
    Path folder = Catalogs.localFolder(config).orElse(null);
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".writable", null));
    } catch (IOException e) {
      throw new ConfigurationException(
          "the warehouse %s cannot be written: %s".formatted(folder, reason(e)), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is a file, not a folder";
    }
    if (e instanceof AccessDeniedException denied) {
      return "permission denied on " + denied.getFile();
    }
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason() + " (" + failed.getFile() + ")";
    }
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }

  private static void createNamespace(Catalog catalog, CatalogConfig config) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(config.icebergNamespace())) {
      try {
        namespaces.createNamespace(config.icebergNamespace());
      } catch (AlreadyExistsException e) {
        // Another job was first: what counts is that it exists.
      }
    }
  }

  private static void create(Catalog catalog, TableIdentifier identifier, TableLayout layout) {
    try {
      catalog
          .buildTable(identifier, layout.schema())
          .withPartitionSpec(layout.spec())
          .withSortOrder(layout.sortOrder())
          .withProperties(layout.properties())
          .create();
    } catch (AlreadyExistsException e) {
      // Another job was first: what counts is that it exists.
    }
  }
}
