package io.plumbline.e2e.oracle;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A row of a table: column names shared by all rows, values in their order. */
final class Row extends AbstractMap<String, Object> {

  private final List<String> columns;
  private final Object[] values;

  Row(List<String> columns, Object... values) {
    if (columns.size() != values.length) {
      throw new IllegalArgumentException(
          columns.size() + " columns but " + values.length + " values: " + columns);
    }
    this.columns = columns;
    this.values = values;
  }

  @Override
  public Object get(Object column) {
    int index = columns.indexOf(column);
    return index < 0 ? null : values[index];
  }

  /** What is known only when other rows are. */
  void set(String column, Object value) {
    values[columns.indexOf(column)] = value;
  }

  @Override
  public boolean containsKey(Object column) {
    return columns.contains(column);
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return values.length;
      }

      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        return java.util.stream.IntStream.range(0, values.length)
            .<Map.Entry<String, Object>>mapToObj(
                i -> new SimpleImmutableEntry<>(columns.get(i), values[i]))
            .iterator();
      }
    };
  }
}
