package io.plumbline.local.sql;

import io.plumbline.functions.Functions;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.schemas.Table;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.table.functions.UserDefinedFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description =
        "Runs Flink SQL in batch, with the tables of a warehouse, the views and the functions. Only"
            + " the rows of the last query go to standard output, everything else to standard"
            + " error.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:a statement failed", "2:wrong usage"})
public final class SqlCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Statements separated by semicolons; run before those of -e.")
  private Path file;

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "STATEMENT",
      description = "A statement, or several separated by semicolons.")
  private String text;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "Of the last query's rows: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private ResultFormat format;

  @Option(
      names = "--warehouse",
      paramLabel = "D",
      description = "Folder of the warehouse; without it the functions work alone.")
  private Path warehouse;

  @Override
  public Integer call() throws IOException {
    PrintStream answer = System.out;
    // A library that prints must not end up between the rows.
    System.setOut(System.err);
    try (Writer out =
        new BufferedWriter(new OutputStreamWriter(answer, StandardCharsets.UTF_8), 1 << 16)) {
      return run(out, System.err);
    } finally {
      System.setOut(answer);
    }
  }

  private int run(Writer out, PrintStream notes) throws IOException {
    List<Statement> statements;
    try {
      statements = statements();
    } catch (IllegalArgumentException e) {
      notes.println("sql: " + e.getMessage());
      return USAGE;
    }
    try {
      CatalogConfig config = warehouse == null ? null : CatalogConfig.embedded(warehouse);
      new SqlRunner(functions(), SqlViews.ofThisCheckout(), notes)
          .run(statements, config, format, out);
      return 0;
    } catch (SqlException e) {
      notes.println("sql: " + e.getMessage());
      return FAILED;
    } catch (RuntimeException e) {
      notes.println("sql: " + SqlException.reason(e));
      return FAILED;
    }
  }

  /**
   * @throws IllegalArgumentException when there is nothing that could be run
   */
  private List<Statement> statements() throws IOException {
    if (file == null && text == null) {
      throw new IllegalArgumentException("nothing to run: give -f FILE or -e STATEMENT");
    }
    if (file != null && !Files.isReadable(file)) {
      throw new IllegalArgumentException("-f: there is no file " + file);
    }
    if (warehouse != null && !Files.isDirectory(warehouse.resolve(Table.NAMESPACE))) {
      throw new IllegalArgumentException("--warehouse: there is no warehouse in " + warehouse);
    }
    String script =
        (file == null ? "" : Files.readString(file) + "\n;") + (text == null ? "" : text);
    List<Statement> statements = Statement.split(script);
    if (statements.isEmpty()) {
      throw new IllegalArgumentException("nothing to run: there is no statement");
    }
    return statements;
  }

  /** Every function by its SQL name. */
  private static Map<String, Class<? extends UserDefinedFunction>> functions() {
    return Functions.all();
  }
}
