package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableSetupTest {
  @TempDir Path folder;
  private CatalogConfig config;

  @BeforeEach
  void config() {
    config = CatalogConfig.embedded(folder.resolve("w"));
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void everyTableIsMadeAsLaidOut(Table table) {
    TableSetup.prepare(config, Set.of(table));

    TableLayout layout = TableLayout.of(table);
    var made = load(table);
    assertThat(made.schema().asStruct()).isEqualTo(layout.schema().asStruct());
    assertThat(made.schema().columns()).allMatch(column -> !column.doc().isBlank());
    assertThat(made.spec().fields()).singleElement().asString().contains("day(");
    assertThat(made.sortOrder().isSorted()).isTrue();
    assertThat(made.properties())
        .containsEntry("write.parquet.compression-codec", "zstd")
        .containsEntry("comment", table.schema().getDoc());
    assertThat(
            ((org.apache.iceberg.HasTableOperations) made).operations().current().formatVersion())
        .isEqualTo(2);
  }

  @Test
  void aSecondTimeChangesNothing() {
    TableSetup.prepare(config, EnumSet.allOf(Table.class));
    String before = metadata(Table.SRM_CHECKS);
    TableSetup.prepare(config, EnumSet.allOf(Table.class));
    assertThat(metadata(Table.SRM_CHECKS)).isEqualTo(before);
  }

  @Test
  void newColumnsAreAddedAtTheirPlaceAndOldRowsStay() throws IOException {
    TableSetup.prepare(config, Set.of(Table.SRM_CHECKS));
    TestTables.append(
        load(Table.SRM_CHECKS), List.of(Rows.full(Table.SRM_CHECKS, "old", Rows.DAY_ONE)));
    load(Table.SRM_CHECKS)
        .updateSchema()
        .deleteColumn("log_e_alarm")
        .deleteColumn("revision")
        .commit();

    TableSetup.prepare(config, Set.of(Table.SRM_CHECKS));

    TestTables.append(
        load(Table.SRM_CHECKS), List.of(Rows.full(Table.SRM_CHECKS, "new", Rows.DAY_ONE)));
    assertThat(load(Table.SRM_CHECKS).schema().columns().stream().map(Types.NestedField::name))
        .containsExactlyElementsOf(
            TableLayout.of(Table.SRM_CHECKS).schema().columns().stream()
                .map(Types.NestedField::name)
                .toList());
    try (Warehouse warehouse = Warehouse.open(config)) {
      assertThat(
              warehouse.rows(
                  Table.SRM_CHECKS,
                  Expressions.equal("experiment_key", "old"),
                  "revision",
                  "units"))
          .containsExactly(row("revision", null, "units", 2L));
      assertThat(
              warehouse.rows(
                  Table.SRM_CHECKS,
                  Expressions.equal("experiment_key", "new"),
                  "revision",
                  "units"))
          .containsExactly(row("revision", 1, "units", 2L));
    }
  }

  @Test
  void newFieldsOfAListsElementsAreAddedAtTheirPlace() throws IOException {
    TableSetup.prepare(config, Set.of(Table.ALERTS));
    TestTables.append(load(Table.ALERTS), List.of(Rows.full(Table.ALERTS, "old", Rows.DAY_ONE)));
    load(Table.ALERTS)
        .updateSchema()
        .deleteColumn("suspects.element.since")
        .deleteColumn("suspects.element.dimension")
        .deleteColumn("owner")
        .commit();

    TableSetup.prepare(config, Set.of(Table.ALERTS));
    String before = metadata(Table.ALERTS);
    TableSetup.prepare(config, Set.of(Table.ALERTS));

    assertThat(metadata(Table.ALERTS)).isEqualTo(before);
    TestTables.append(load(Table.ALERTS), List.of(Rows.full(Table.ALERTS, "new", Rows.DAY_ONE)));
    try (Warehouse warehouse = Warehouse.open(config)) {
      assertThat(suspect(warehouse, "old"))
          .containsEntry("cause", "a")
          .containsEntry("since", null)
          .containsEntry("dimension", null);
      assertThat(suspect(warehouse, "new").keySet())
          .containsExactlyElementsOf(suspect(warehouse, "old").keySet());
      assertThat(suspect(warehouse, "new"))
          .containsEntry("since", "a")
          .containsEntry("segment", "a");
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> suspect(Warehouse warehouse, String experiment) {
    var row =
        warehouse.rows(Table.ALERTS, Expressions.equal("experiment_key", experiment), "suspects");
    return (Map<String, Object>) ((List<?>) row.get(0).get("suspects")).get(0);
  }

  @Test
  void aFieldOfAnElementThatIsNotKnownIsRefused() {
    TableSetup.prepare(config, Set.of(Table.ALERTS));
    load(Table.ALERTS)
        .updateSchema()
        .addColumn("suspects", "mood", Types.StringType.get())
        .commit();

    assertThatThrownBy(() -> TableSetup.prepare(config, Set.of(Table.ALERTS)))
        .hasMessageContaining("its column suspects is list<struct<");
  }

  @Test
  void anOlderTableIsRefusedWhereItMustNotBeChanged() {
    TableSetup.prepareUnlessOlder(config, Set.of(Table.SRM_CHECKS));
    TableSetup.prepareUnlessOlder(config, Set.of(Table.SRM_CHECKS));
    load(Table.SRM_CHECKS).updateSchema().deleteColumn("log_e_alarm").commit();

    assertThatThrownBy(
            () ->
                TableSetup.prepareUnlessOlder(config, Set.of(Table.SRM_CHECKS, Table.ENROLLMENTS)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "tables srm_checks of namespace experiments are of an older version; allowed: tables"
                + " that plumbline init has brought to this one");
    assertThat(Catalogs.<List<?>>use(config, c -> c.listTables(TableLayout.namespace())))
        .hasSize(1);
  }

  @Test
  void aNamespaceKeepsItsTablesApart() {
    CatalogConfig other = config.withNamespace("team.staging");
    TableSetup.prepare(other, Set.of(Table.SRM_CHECKS));

    assertThat(
            Catalogs.<Boolean>use(config, c -> c.tableExists(config.identifier(Table.SRM_CHECKS))))
        .isFalse();
    assertThat(
            Catalogs.<String>use(
                config, c -> c.loadTable(other.identifier(Table.SRM_CHECKS)).location()))
        .endsWith("/team/staging/srm_checks");
  }

  @Test
  void aTableThatCannotBeWrittenIsNamedAndNothingElseIsMade() {
    Schema other =
        new Schema(
            Types.NestedField.required(1, "experiment_key", Types.StringType.get()),
            Types.NestedField.required(2, "units", Types.StringType.get()));
    Catalogs.use(config, c -> c.createTable(TableLayout.of(Table.SRM_CHECKS).identifier(), other));

    assertThatThrownBy(() -> TableSetup.prepare(config, EnumSet.allOf(Table.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "table srm_checks cannot be used: its column units is string and should be long");
    assertThat(Catalogs.<List<?>>use(config, c -> c.listTables(TableLayout.namespace())))
        .hasSize(1);
  }

  @Test
  void aColumnOfANewerVersionIsRefused() {
    TableSetup.prepare(config, Set.of(Table.SRM_CHECKS));
    load(Table.SRM_CHECKS).updateSchema().addColumn("tilt", Types.DoubleType.get()).commit();
    assertThatThrownBy(() -> TableSetup.prepare(config, Set.of(Table.SRM_CHECKS)))
        .hasMessageContaining("its column tilt is not known to this version");
  }

  @Test
  void aWarehouseThatCannotBeWrittenIsNamedWithTheReason() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> TableSetup.prepare(CatalogConfig.embedded(file), Set.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the warehouse %s cannot be written: %s is a file, not a folder".formatted(file, file));
    assertThatThrownBy(
            () -> TableSetup.prepare(CatalogConfig.embedded(file.resolve("w")), Set.of()))
        .hasMessageStartingWith("the warehouse " + file.resolve("w") + " cannot be written: ");
  }

  @Test
  void anSqliteCatalogNeedsNoServerEither() throws IOException {
    Files.createDirectories(folder.resolve("w"));
    CatalogConfig jdbc =
        CatalogConfig.from(
            Map.of(
                "type",
                "jdbc",
                "warehouse",
                folder.resolve("w").toString(),
                "uri",
                "jdbc:sqlite:" + folder.resolve("catalog.db")));
    TableSetup.prepare(jdbc, Set.of(Table.SRM_CHECKS));
    TableSetup.prepare(jdbc, EnumSet.allOf(Table.class));
    assertThat(Catalogs.<List<?>>use(jdbc, c -> c.listTables(TableLayout.namespace())))
        .hasSize(Table.values().length);
  }

  private org.apache.iceberg.Table load(Table table) {
    return Catalogs.use(config, c -> c.loadTable(TableLayout.of(table).identifier()));
  }

  private String metadata(Table table) {
    return ((org.apache.iceberg.HasTableOperations) load(table))
        .operations()
        .current()
        .metadataFileLocation();
  }

  private static Map<String, Object> row(
      String column, Object value, String otherColumn, Object otherValue) {
    Map<String, Object> row = new java.util.HashMap<>();
    row.put(column, value);
    row.put(otherColumn, otherValue);
    return row;
  }
}
