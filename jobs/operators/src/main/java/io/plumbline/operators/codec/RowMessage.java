package io.plumbline.operators.codec;

import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/**
 * A row of a table as a message: each field of the message is the column of its name. So what a
 * topic says and what the table says is the same.
 */
abstract class RowMessage extends TopicMessage<RowData> {
  private final Table table;
  private final Schema schema;

  private transient Reader reader;

  /**
   * @param schema of the message; every field is a column of the table
   */
  RowMessage(Table table, Schema schema) {
    super(schema);
    this.table = table;
    for (Schema.Field field : schema.getFields()) {
      if (!table.hasColumn(field.name())) {
        throw new IllegalArgumentException(
            "message %s has a field %s, and table %s no such column"
                .formatted(schema.getName(), field.name(), table.tableName()));
      }
    }
    this.schema = schema;
  }

  @Override
  GenericRecord record(RowData row) {
    if (reader == null) {
      reader = Reader.of(schema, RowTypes.of(table));
    }
    return reader.read(row);
  }

  final String text(RowData row, String column) {
    return row.getString(RowTypes.of(table).getFieldIndex(column)).toString();
  }

  final int number(RowData row, String column) {
    return row.getInt(RowTypes.of(table).getFieldIndex(column));
  }

  /** Reads rows of one type into records of one schema. */
  private record Reader(Schema schema, RowData.FieldGetter[] getters, LogicalType[] types) {

    static Reader of(Schema schema, RowType type) {
      List<Schema.Field> fields = schema.getFields();
      RowData.FieldGetter[] getters = new RowData.FieldGetter[fields.size()];
      LogicalType[] types = new LogicalType[fields.size()];
      for (int i = 0; i < getters.length; i++) {
        int column = type.getFieldIndex(fields.get(i).name());
        types[i] = type.getTypeAt(column);
        getters[i] = RowData.createFieldGetter(types[i], column);
      }
      return new Reader(schema, getters, types);
    }

    GenericRecord read(RowData row) {
      GenericRecord record = new GenericData.Record(schema);
      for (int i = 0; i < getters.length; i++) {
        Object value = getters[i].getFieldOrNull(row);
        Schema.Field field = schema.getFields().get(i);
        record.put(i, value == null ? nothing(field) : value(field.schema(), types[i], value));
      }
      return record;
    }

    /** Null; what the message says instead where it has none. */
    private static Object nothing(Schema.Field field) {
      return field.schema().isNullable() ? null : GenericData.get().getDefaultValue(field);
    }

    private static Object value(Schema schema, LogicalType type, Object value) {
      return switch (schema.getType()) {
        case UNION -> value(notNull(schema), type, value);
        case ENUM -> new GenericData.EnumSymbol(schema, value.toString());
        case STRING -> value.toString();
        case LONG -> value instanceof TimestampData time ? time.getMillisecond() : value;
        case INT, DOUBLE, BOOLEAN -> value;
        case MAP -> map(((MapType) type).getValueType(), (MapData) value);
        case ARRAY ->
            array(schema.getElementType(), ((ArrayType) type).getElementType(), (ArrayData) value);
        case RECORD -> Reader.of(schema, (RowType) type).read((RowData) value);
        case BYTES, FIXED, FLOAT, NULL ->
            throw new IllegalArgumentException("a type no message uses: " + schema);
      };
    }

    private static Map<String, Object> map(LogicalType valueType, MapData data) {
      ArrayData.ElementGetter getter = ArrayData.createElementGetter(valueType);
      Map<String, Object> map = new HashMap<>();
      for (int i = 0; i < data.size(); i++) {
        Object value = getter.getElementOrNull(data.valueArray(), i);
        map.put(
            data.keyArray().getString(i).toString(),
            value instanceof Number ? value : value.toString());
      }
      return map;
    }

    private static List<Object> array(Schema element, LogicalType type, ArrayData data) {
      ArrayData.ElementGetter getter = ArrayData.createElementGetter(type);
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < data.size(); i++) {
        list.add(value(element, type, getter.getElementOrNull(data, i)));
      }
      return list;
    }

    private static Schema notNull(Schema union) {
      return union.getTypes().stream()
          .filter(branch -> branch.getType() != Schema.Type.NULL)
          .findFirst()
          .orElseThrow();
    }
  }
}
