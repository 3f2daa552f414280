package io.plumbline.local.sql;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.types.Row;

final class JsonWriter implements ResultWriter {
  @Override
  public long write(List<String> names, List<LogicalType> types, Iterator<Row> rows, Writer out)
      throws IOException {
    long count = 0;
    try (JsonGenerator json = ResultWriter.jsonFactory().createGenerator(out)) {
      json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      while (rows.hasNext()) {
        Row row = rows.next();
        json.writeStartObject();
        for (int i = 0; i < names.size(); i++) {
          json.writeFieldName(names.get(i));
          Values.writeJson(json, row.getField(i), types.get(i));
        }
        json.writeEndObject();
        count++;
      }
    }
    if (count > 0) {
      out.write('\n');
    }
    return count;
  }
}
