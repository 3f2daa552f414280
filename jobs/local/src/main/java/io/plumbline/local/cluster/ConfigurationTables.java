package io.plumbline.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The tables in which experiments are set up. */
record ConfigurationTables(PostgresServer server) {
  static final String SCHEMA = "experimentation";

  /** Makes database and tables, all or nothing, unless they are there. */
  void ensure(Path files) throws IOException {
    try {
      ensureDatabase();
      try (Connection connection = server.connect(PostgresServer.DATABASE)) {
        if (!isTrue(connection, "SELECT to_regnamespace(?) IS NOT NULL", SCHEMA)) {
          make(connection, files);
        }
      }
    } catch (SQLException e) {
      throw new ClusterException("the tables of the configuration: " + e.getMessage(), e);
    }
  }

  private void ensureDatabase() throws SQLException {
    String name = PostgresServer.DATABASE;
    try (Connection connection = server.connect(PostgresServer.FIRST_DATABASE)) {
      if (!isTrue(connection, "SELECT count(*) > 0 FROM pg_database WHERE datname = ?", name)) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("CREATE DATABASE " + name);
        }
      }
    }
  }

  private static void make(Connection connection, Path files) throws SQLException, IOException {
    connection.setAutoCommit(false);
    for (Path file : scripts(files)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(Files.readString(file));
      } catch (SQLException e) {
        throw new ClusterException(file + ": " + e.getMessage(), e);
      }
    }
    connection.commit();
  }

  private static List<Path> scripts(Path files) throws IOException {
    try (Stream<Path> found = Files.list(files)) {
      return found.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  /** The names of the tables that a publication holds. */
  List<String> published(String publication) {
    List<String> tables = new ArrayList<>();
    try (Connection connection = server.connect(PostgresServer.DATABASE);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT tablename FROM pg_publication_tables WHERE pubname = ? AND schemaname = ?"
                    + " ORDER BY 1")) {
      statement.setString(1, publication);
      statement.setString(2, SCHEMA);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new ClusterException("publication " + publication + ": " + e.getMessage(), e);
    }
    if (tables.isEmpty()) {
      throw new ClusterException("publication %s holds no table".formatted(publication));
    }
    return tables;
  }

  private static boolean isTrue(Connection connection, String question, String parameter)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }
}
