package io.plumbline.local.cluster;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The Postgres in which experiments are set up. Whoever reaches the port may do everything. */
record PostgresServer(ClusterFolder folder, ClusterState state, Runtimes runtimes) implements Part {
  /** Of the configuration. */
  static final String DATABASE = "plumbline";

  /** The database that every server has. */
  static final String FIRST_DATABASE = "postgres";

  private static final String OWNER = "postgres";
  private static final Duration INITIALIZE_LIMIT = Duration.ofSeconds(120);
  private static final Duration PREDECESSOR_LIMIT = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = 50_000_000;

  /** The System V segments of this machine, where it is Linux. */
  private static final Path SEGMENTS = Path.of("/proc/sysvipc/shm");

  private static final int ID_LINE = 6;
  private static final int SEGMENT_ID = 1;
  private static final int SEGMENT_USERS = 6;

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String address() {
    return state.address(ClusterState.Port.POSTGRES);
  }

  @Override
  public Optional<Integer> port() {
    return Optional.of(state.port(ClusterState.Port.POSTGRES));
  }

  /** For psql and its like. */
  String url() {
    return "postgresql://%s@%s/%s".formatted(OWNER, address(), DATABASE);
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://%s/%s?user=%s&loginTimeout=5&connectTimeout=5&socketTimeout=60&sslmode=disable&ApplicationName=plumbline"
        .formatted(address(), database, OWNER);
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database));
  }

  @Override
  public void configure() throws IOException {
    if (!Files.exists(data())) {
      initialize();
    }
    awaitPredecessor();
  }

  private Path data() {
    return folder.postgres().resolve("data");
  }

  private void initialize() throws IOException {
    // Aside, so that what is interrupted leaves nothing that looks like data.
    Path unfinished = Files.createTempDirectory(folder.postgres(), "data-");
    List<String> command = program("initdb");
    command.addAll(
        List.of(
            "-D",
            unfinished.toString(),
            "-U",
            OWNER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync"));
    Tool.run("making the folder of Postgres", command, Map.of(), INITIALIZE_LIMIT);
    Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * The sessions of a server that was killed end a moment after it, and until then another does not
   * start. They are known by the segment of memory that they share.
   */
  private void awaitPredecessor() throws IOException {
    Path left = data().resolve("postmaster.pid");
    if (!Files.exists(left) || !Files.exists(SEGMENTS)) {
      return;
    }
    List<String> lines = Files.readAllLines(left);
    String[] segment = lines.size() > ID_LINE ? lines.get(ID_LINE).strip().split(" +") : null;
    if (segment == null || segment.length <= SEGMENT_ID) {
      return;
    }
    long deadline = System.nanoTime() + PREDECESSOR_LIMIT.toNanos();
    while (isUsed(segment[SEGMENT_ID])) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        throw new ClusterException(
            "processes of the Postgres before still use %s (shared memory %s)"
                .formatted(data(), segment[SEGMENT_ID]));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    // Its process id may be another's by now.
    Files.delete(left);
  }

  private static boolean isUsed(String segment) throws IOException {
    for (String line : Files.readAllLines(SEGMENTS)) {
      String[] columns = line.strip().split(" +");
      if (columns.length > SEGMENT_USERS && columns[SEGMENT_ID].equals(segment)) {
        return !columns[SEGMENT_USERS].equals("0");
      }
    }
    return false;
  }

  @Override
  public List<String> command(String mark) {
    List<String> command = program("postgres");
    command.addAll(
        List.of(
            // A setting of nobody, which Postgres takes as it comes.
            "--" + mark,
            "-D",
            data().toString(),
            "-h",
            LocalCluster.HOST,
            "-p",
            String.valueOf(state.port(ClusterState.Port.POSTGRES)),
            // No socket among the files.
            "-k",
            "",
            "-c",
            "wal_level=logical",
            "-c",
            "timezone=UTC",
            "-c",
            "log_timezone=UTC"));
    return command;
  }

  private List<String> program(String name) {
    Path programs;
    try {
      programs = PostgresPrograms.unpacked(runtimes);
    } catch (IOException e) {
      throw new ClusterException("Postgres's programs cannot be unpacked: " + e.getMessage(), e);
    }
    List<String> command = new ArrayList<>();
    if (new UnixSystem().getUid() == 0) {
      // Postgres refuses root. In a name space of its own root is nobody, with the same files.
      requireUnshare();
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(programs.resolve("bin").resolve(name).toString());
    return command;
  }

  private static void requireUnshare() {
    try {
      Tool.run("unshare", List.of("unshare", "-U", "true"), Map.of(), Duration.ofSeconds(10));
    } catch (IOException | ClusterException e) {
      throw new ClusterException(
          "Postgres does not run as root, and `unshare -U`, which would hide it, does not work"
              + " here; allowed: another user, or `up --without-configuration`",
          e);
    }
  }

  /** Fast shutdown: sessions of others are ended, not waited for. */
  @Override
  public String endSignal() {
    return "INT";
  }

  /**
   * Immediate shutdown: no checkpoint, but its sessions end and the memory that they share is given
   * back. Killed, it leaves both.
   */
  @Override
  public String abortSignal() {
    return "QUIT";
  }

  @Override
  public boolean isReady() {
    // The driver would wait longer.
    if (!Probe.accepts(port().orElseThrow())) {
      return false;
    }
    try (Connection connection = connect(FIRST_DATABASE);
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      return false;
    }
  }
}
