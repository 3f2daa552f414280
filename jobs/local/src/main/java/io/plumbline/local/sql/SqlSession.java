package io.plumbline.local.sql;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.Catalogs;
import io.plumbline.schemas.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.flink.FlinkCatalog;

/**
 * Flink SQL in batch on this machine, with Plumbline's catalog, views and functions.
 *
 * <p>Views are made when a statement names them: making one loads its table's metadata.
 */
final class SqlSession {
  private static final Pattern SET =
      Pattern.compile(
          "(?is)\\bSET\\s+(?:'([^']+)'|([\\w.-]+))\\s*=\\s*(?:'((?:[^']|'')*)'|(\\S+))\\s*\\z");
  private static final Pattern RESET =
      Pattern.compile("(?is)\\bRESET\\s+(?:'([^']+)'|([\\w.-]+))\\s*\\z");

  private final TableEnvironment tables;
  private final Map<String, String> views = new LinkedHashMap<>();

  private SqlSession(TableEnvironment tables) {
    this.tables = tables;
  }

  static SqlSession open(Map<String, Class<? extends UserDefinedFunction>> functions) {
    TableEnvironment tables =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inBatchMode()
                .withConfiguration(configuration())
                .build());
    functions.forEach(tables::createTemporarySystemFunction);
    return new SqlSession(tables);
  }

  /** Makes the warehouse the current catalog, read and write. */
  @SuppressWarnings("deprecation") // A descriptor cannot carry our own loader of the catalog.
  void useWarehouse(CatalogConfig config, Map<String, String> viewStatements) {
    FlinkCatalog catalog =
        new FlinkCatalog(
            Catalogs.NAME,
            Table.NAMESPACE,
            Namespace.empty(),
            Catalogs.loader(config),
            Map.of(),
            true,
            -1);
    tables.registerCatalog(Catalogs.NAME, catalog);
    tables.useCatalog(Catalogs.NAME);
    tables.useDatabase(Table.NAMESPACE);
    Set<String> present = Set.of(tables.listTables());
    viewStatements.forEach(
        (view, statement) -> {
          if (present.containsAll(tablesOf(statement))) {
            views.put(view, statement);
          }
        });
  }

  /** Submits the statement; a query's rows are still to be collected. */
  TableResult execute(Statement statement) {
    defineViewsFor(statement);
    return tables.executeSql(statement.text());
  }

  void set(Statement statement) {
    Matcher match = matched(SET, statement, "SET 'key' = 'value'");
    String value = match.group(3) == null ? match.group(4) : match.group(3).replace("''", "'");
    tables.getConfig().set(either(match), value);
  }

  void reset(Statement statement) {
    Matcher match = matched(RESET, statement, "RESET 'key'");
    String key = either(match);
    String before = configuration().toMap().get(key);
    if (before == null) {
      tables.getConfig().getConfiguration().removeKey(key);
    } else {
      tables.getConfig().set(key, before);
    }
  }

  private static Matcher matched(Pattern pattern, Statement statement, String form) {
    Matcher match = pattern.matcher(statement.text());
    if (!match.find()) {
      throw new IllegalArgumentException("expected " + form);
    }
    return match;
  }

  private static String either(Matcher match) {
    return match.group(1) == null ? match.group(2) : match.group(1);
  }

  private void defineViewsFor(Statement statement) {
    boolean all = statement.mentions("show");
    views
        .entrySet()
        .removeIf(
            view -> {
              boolean named = all || statement.mentions(view.getKey());
              if (named) {
                tables.executeSql(view.getValue());
              }
              return named;
            });
  }

  /** The tables of the catalogue that the text of a view names. */
  private static Set<String> tablesOf(String viewStatement) {
    Statement statement = new Statement(1, viewStatement);
    return java.util.Arrays.stream(Table.values())
        .map(Table::tableName)
        .filter(statement::mentions)
        .collect(Collectors.toSet());
  }

  private static Configuration configuration() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("table.local-time-zone", "UTC");
    options.put("parallelism.default", Integer.toString(Math.min(4, processors())));
    // Keeps the parallelism that was asked for, and spares a small query its planning rounds.
    options.put("execution.batch.adaptive.auto-parallelism.enabled", "false");
    options.put("restart-strategy.type", "disable");
    options.put("security.delegation.tokens.enabled", "false");
    options.put("taskmanager.numberOfTaskSlots", Integer.toString(Math.min(4, processors())));
    options.put("taskmanager.memory.managed.size", "256m");
    options.put("rest.bind-address", "127.0.0.1");
    options.put("rest.address", "127.0.0.1");
    // A row of a result may be larger than Flink's default of 2 MB.
    options.put("collect-sink.batch-size.max", "64mb");
    return Configuration.fromMap(options);
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
