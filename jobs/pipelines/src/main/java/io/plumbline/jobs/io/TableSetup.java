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
import org.apache.iceberg.exceptions.AlreadyExistsException;

/**
 * Creates the namespace and the tables that are missing and adds new columns to older ones; what is
 * as it should be stays untouched, so it may run before every job.
 */
public final class TableSetup {
  private TableSetup() {}

  /**
   * @throws IllegalStateException when the warehouse cannot be written, or a table has columns that
   *     this version cannot write; the message names path or table and the reason. No table has
   *     been touched then.
   */
  public static void prepare(CatalogConfig config, Set<Table> tables) {
    checkWritable(config);
    Catalogs.use(
        config,
        catalog -> {
          List<TableLayout> missing = new ArrayList<>();
          List<TableLayout> older = new ArrayList<>();
          for (Table table : tables) {
            TableLayout layout = TableLayout.of(table);
            if (!catalog.tableExists(layout.identifier())) {
              missing.add(layout);
            } else if (!TableEvolution.isCurrent(
                layout, catalog.loadTable(layout.identifier()).schema())) {
              older.add(layout);
            }
          }
          if (!missing.isEmpty()) {
            createNamespace(catalog);
          }
          missing.forEach(layout -> create(catalog, layout));
          older.forEach(
              layout -> TableEvolution.evolve(layout, catalog.loadTable(layout.identifier())));
          return null;
        });
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

  private static void createNamespace(Catalog catalog) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(TableLayout.namespace())) {
      try {
        namespaces.createNamespace(TableLayout.namespace());
      } catch (AlreadyExistsException e) {
        // Another job was first: what counts is that it exists.
      }
    }
  }

  private static void create(Catalog catalog, TableLayout layout) {
    try {
      catalog
          .buildTable(layout.identifier(), layout.schema())
          .withPartitionSpec(layout.spec())
          .withSortOrder(layout.sortOrder())
          .withProperties(layout.properties())
          .create();
    } catch (AlreadyExistsException e) {
      // Another job was first: what counts is that it exists.
    }
  }
}
