package io.plumbline.e2e;

import io.plumbline.core.time.Timing;
import io.plumbline.jobs.backfill.FileRun;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.schemas.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One run over files into a warehouse, in a Flink of its own within this process. */
final class BoundedRun {
  private final Path configuration;
  private final List<Path> exposures;
  private final List<Path> events;
  private final CatalogConfig catalog;
  private Duration tick = Duration.ofHours(1);
  private int parallelism = 2;
  private boolean archive;
  private boolean replace;

  private BoundedRun(Path configuration, Path exposures, Path events, Path warehouse) {
    this.configuration = configuration;
    this.exposures = List.of(exposures);
    this.events = List.of(events);
    this.catalog = CatalogConfig.embedded(warehouse);
  }

  /**
   * @param exposures a file or a folder
   * @param events a file or a folder
   */
  static BoundedRun of(Path configuration, Path exposures, Path events, Path warehouse) {
    return new BoundedRun(configuration, exposures, events, warehouse);
  }

  BoundedRun tick(Duration newTick) {
    tick = newTick;
    return this;
  }

  BoundedRun parallelism(int newParallelism) {
    parallelism = newParallelism;
    return this;
  }

  BoundedRun withArchive() {
    archive = true;
    return this;
  }

  BoundedRun replacing() {
    replace = true;
    return this;
  }

  CatalogConfig catalog() {
    return catalog;
  }

  /** Runs to the end. */
  BoundedRun run() throws Exception {
    FileRun run =
        FileRun.prepare(
            new FileRun.Settings(
                configuration,
                exposures,
                events,
                catalog,
                Timing.DEFAULTS.withTick(tick.toMillis()),
                archive,
                replace));
    Configuration flink = FileRun.environment();
    flink.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
    run.attach(env);
    env.execute("end to end");
    return this;
  }

  /** By table name, read by another engine than the one that wrote. */
  Map<String, List<Map<String, Object>>> tables() throws Exception {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    DuckDbReader reader = new DuckDbReader(catalog);
    for (Table table : Table.values()) {
      tables.put(table.tableName(), reader.rows(table));
    }
    return tables;
  }
}
