package io.plumbline.local.sql;

import io.plumbline.jobs.io.CatalogConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Runs the statements of a script one after the other. The rows of the last query go to {@code
 * out}; the results of all other statements go to {@code notes} as plain tables.
 */
public final class SqlRunner {
  private final Map<String, Class<? extends UserDefinedFunction>> functions;
  private final Map<String, String> views;
  private final PrintStream notes;

  /**
   * @param functions by their SQL names
   * @param views the statements that create them, by name; those whose tables exist are offered
   */
  public SqlRunner(
      Map<String, Class<? extends UserDefinedFunction>> functions,
      Map<String, String> views,
      PrintStream notes) {
    this.functions = functions;
    this.views = views;
    this.notes = notes;
  }

  /**
   * @param warehouse null for none: then functions and temporary tables work alone
   * @throws SqlException at the first statement that fails; none after it is run
   */
  void run(List<Statement> statements, CatalogConfig warehouse, ResultFormat format, Writer out)
      throws SqlException, IOException {
    SqlSession session = SqlSession.open(functions);
    if (warehouse != null) {
      session.useWarehouse(warehouse, views);
    }
    int lastQuery = -1;
    for (int i = 0; i < statements.size(); i++) {
      if (statements.get(i).kind() == Statement.Kind.QUERY) {
        lastQuery = i;
      }
    }
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      Progress progress = Progress.of(statement, statements.size(), notes);
      try {
        run(session, statement, i == lastQuery ? format : null, out);
      } catch (RuntimeException e) {
        throw new SqlException(statement, e);
      } finally {
        progress.close();
      }
    }
  }

  private void run(SqlSession session, Statement statement, ResultFormat format, Writer out)
      throws IOException {
    switch (statement.kind()) {
      case SET -> session.set(statement);
      case RESET -> session.reset(statement);
      case QUERY -> print(session.execute(statement), format, out);
      case OTHER -> {
        TableResult result = session.execute(statement);
        if (result.getJobClient().isPresent()) {
          await(result);
        } else {
          print(result, null, out);
        }
      }
    }
  }

  /** An INSERT has no rows to show, only an end. */
  private static void await(TableResult result) {
    try {
      result.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param format null for a result that is not the answer
   */
  private void print(TableResult result, ResultFormat format, Writer out) throws IOException {
    CloseableIterator<Row> rows = result.collect();
    try {
      if (format != null) {
        format.writer().write(result.getResolvedSchema(), rows, out);
        out.flush();
      } else if (result.getResultKind() == ResultKind.SUCCESS_WITH_CONTENT) {
        ResultFormat.table.writer().write(result.getResolvedSchema(), rows, new NotesWriter(notes));
      } else {
        rows.forEachRemaining(row -> {});
      }
    } finally {
      close(rows);
    }
  }

  private static void close(CloseableIterator<Row> rows) {
    try {
      rows.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("closing the result", e);
    }
  }

  /** Passes lines on to a stream that others write to as well. */
  private static final class NotesWriter extends Writer {
    private final PrintStream notes;

    NotesWriter(PrintStream notes) {
      this.notes = notes;
    }

    @Override
    public void write(char[] text, int offset, int length) {
      notes.print(new String(text, offset, length));
    }

    @Override
    public void flush() {
      notes.flush();
    }

    @Override
    public void close() {
      notes.flush();
    }
  }
}
