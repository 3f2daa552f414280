package io.plumbline.local.cluster;

import io.plumbline.local.sql.SqlViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Where the checkout holds what a cluster is made of: the programs that {@code jobs/runtimes}
 * brings, Flink's configuration, and the jar of the jobs.
 *
 * @param home the root of the checkout
 */
record Runtimes(Path home) {
  /** As the script says, or the nearest folder above this one that looks like a checkout. */
  static Runtimes ofThisCheckout() {
    String home = System.getProperty(SqlViews.HOME);
    if (home != null) {
      return new Runtimes(Path.of(home).toAbsolutePath().normalize());
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("flink-conf"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new ClusterException(
          "no checkout of Plumbline at or above " + Path.of("").toAbsolutePath());
    }
    return new Runtimes(folder);
  }

  Path flinkConf() {
    return home.resolve("flink-conf");
  }

  Path jobsJar() {
    return present(
        home.resolve(Path.of("jobs", "pipelines", "target", "plumbline-jobs.jar")),
        "jobs/pipelines");
  }

  /** The tables of the configuration, in the order of their names. */
  Path postgresTables() {
    return home.resolve(Path.of("sql", "postgres"));
  }

  /** What Debezium captures and how. */
  Path connector() {
    return home.resolve(Path.of("docker", "connect", "experiments.json"));
  }

  /** The settings of the worker of Kafka Connect. */
  Path connectWorker() {
    return home.resolve(Path.of("docker", "connect", "worker.properties"));
  }

  String kafkaClassPath() {
    return classPath("kafka");
  }

  String flinkClassPath() {
    return classPath("flink");
  }

  String connectClassPath() {
    return classPath("connect");
  }

  Path registryJar() {
    return file(lib("registry"), "*-runner.jar");
  }

  /** Postgres's programs for this machine, packed. */
  Path postgresArchive() {
    return file(lib("postgres"), "postgres-*.txz");
  }

  private static Path file(Path lib, String glob) {
    try (var files = Files.newDirectoryStream(lib, glob)) {
      return files.iterator().next();
    } catch (IOException | NoSuchElementException e) {
      throw new ClusterException(lib + " holds no " + glob, e);
    }
  }

  private String classPath(String runtime) {
    return lib(runtime).resolve("*").toString();
  }

  private Path lib(String runtime) {
    return present(
        home.resolve(Path.of("jobs", "runtimes", runtime, "target", "lib")),
        "jobs/runtimes/" + runtime);
  }

  private static Path present(Path path, String module) {
    if (!Files.exists(path)) {
      throw new ClusterException(
          "%s is missing; it comes with: mvn -B package -pl %s -am -Dmaven.test.skip=true"
              .formatted(path, module));
    }
    return path;
  }

  /**
   * A Java process.
   *
   * @param mark the setting to know it by, as {@code name=value}
   * @param flags of the JVM
   */
  static List<String> java(String mark, List<String> flags, String classPath, String... program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-D" + mark);
    // One family of addresses: 127.0.0.1 is all that is bound.
    command.add("-Djava.net.preferIPv4Stack=true");
    command.addAll(flags);
    command.add("-cp");
    command.add(classPath);
    command.addAll(List.of(program));
    return command;
  }
}
